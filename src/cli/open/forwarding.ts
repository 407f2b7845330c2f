import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { MissingTool } from "../../rehearsal/deploy/project";

const GRACE_MS = 5000;
const WORDS = 4000;

/** How a forwarding ended. */
export interface Ended {
  readonly code: number | null;
  /** The last that the program printed. */
  readonly output: string;
}

/** A running `aws ssm start-session` that forwards a port. */
export class Forwarding {
  /** Settles when the program has ended, for whatever reason. */
  public readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;
  private output = "";

  /** @param aws the AWS CLI's file */
  constructor(
    aws: string,
    session: { readonly target: string; readonly region: string; readonly port: string; readonly localPort: number },
    env: NodeJS.ProcessEnv,
  ) {
    const parameters = { portNumber: [session.port], localPortNumber: [String(session.localPort)] };
    const args = ["ssm", "start-session", "--region", session.region, "--target", session.target];
    this.child = spawn(
      aws,
      [...args, "--document-name", "AWS-StartPortForwardingSession", "--parameters", JSON.stringify(parameters)],
      // A group of its own: the plugin that the AWS CLI starts gets the signal too, and once only.
      { env, stdio: ["ignore", "pipe", "pipe"], detached: true },
    );
    const take = (chunk: Buffer) => (this.output = (this.output + chunk.toString()).slice(-WORDS));
    this.child.stdout?.on("data", take);
    this.child.stderr?.on("data", take);
    this.ended = new Promise((resolve) => {
      this.child.once("error", (error) => resolve({ code: 1, output: error.message }));
      this.child.once("close", (code) => resolve({ code, output: this.output.trim() }));
    });
  }

  /** Ends the session as Ctrl-C does, after five seconds by force. */
  public async end(): Promise<void> {
    const force = setTimeout(() => this.signal("SIGKILL"), GRACE_MS);
    this.signal("SIGINT");
    await this.ended;
    clearTimeout(force);
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch {
      // It has ended.
    }
  }
}

/**
 * A free port on the loopback address: the wished one, or any if none is wished and the first choice is in use.
 * @throws MissingTool when the wished port is in use
 */
export async function freePort(firstChoice: number, isWished: boolean): Promise<number> {
  const port = await listen(firstChoice);
  if (port !== undefined) return port;
  if (isWished)
    throw new MissingTool(`Port ${firstChoice} of 127.0.0.1 is in use`, "Specify another port: --port <port>");
  const other = await listen(0);
  if (other === undefined)
    throw new MissingTool("No port of 127.0.0.1 can be opened", "Allow this program to listen there.");
  return other;
}

function listen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : undefined));
    });
  });
}
