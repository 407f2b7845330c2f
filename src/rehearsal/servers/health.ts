import { request } from "node:http";
import { CommandError, run } from "../deploy/command";
import type { Launch } from "./differences";

const PROBE_MS = 5_000;

/** Whether a GET answers 200. */
function answers(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ host: "127.0.0.1", port, path, timeout: PROBE_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.once("timeout", () => call.destroy());
    call.once("error", () => resolve(false));
    call.end();
  });
}

/** How the health of a container was found out: by its own command, or by asking its port. */
export type HealthMethod = "command" | `GET /${string}`;

/** The address on this machine that a health command asks. */
function asked(command: readonly string[]): { readonly port: number; readonly path: string } | undefined {
  const [, port, path = "/"] =
    /https?:\/\/(?:localhost|127\.0\.0\.1):(\d+)(\/[^\s"'`|;&)]*)?/.exec(command.join(" ")) ?? [];
  return port === undefined ? undefined : { port: Number(port), path };
}

/** Asks a container for its health. */
export class HealthProbe {
  /** By its own command, unless it has none or this machine lacks the program that the command calls. */
  public method: HealthMethod;

  constructor(
    private readonly launch: Launch,
    private readonly port: number,
    private readonly folder: string,
  ) {
    this.method = launch.healthCheck === undefined ? "GET /health" : "command";
  }

  public async isHealthy(): Promise<boolean> {
    const [program, ...args] = this.launch.healthCheck ?? [];
    if (this.method !== "command" || program === undefined) {
      // Without its program, what the command asks for is asked all the same: another path may be wrong.
      const { port, path } = asked(this.launch.healthCheck ?? []) ?? { port: this.port, path: "/health" };
      return answers(port, path);
    }
    const answer = await this.ask(program, args);
    if (answer !== undefined) return answer;
    this.method = `GET ${(asked(this.launch.healthCheck ?? [])?.path ?? "/health") as `/${string}`}`;
    return this.isHealthy();
  }

  /** Runs the command; undefined where it calls a program that this machine lacks. */
  private async ask(program: string, args: readonly string[]): Promise<boolean | undefined> {
    try {
      const { code, output } = await run(program, args, { cwd: this.folder, env: this.launch.environment });
      // `wget ... || exit 1` turns the shell's 127 into 1.
      if (code === 127 || /: (?:command )?not found$/m.test(output)) return undefined;
      return code === 0;
    } catch (error) {
      if (error instanceof CommandError) return undefined;
      throw error;
    }
  }
}
