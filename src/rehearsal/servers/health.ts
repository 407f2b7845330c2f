import { request } from "node:http";
import { CommandError, run, type CommandResult } from "../deploy/command";
import type { Launch } from "./differences";

const PROBE_MS = 5_000;

/** Attempts in a row that are answered with 4xx until the path of a health command counts as wrong: a server may begin with 503. */
const REFUSALS = 8;
const MOST_OUTPUT = 500;

/** The status that a GET answers; undefined when nothing answers. */
function statusOf(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const call = request({ host: "127.0.0.1", port, path, timeout: PROBE_MS }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.once("timeout", () => call.destroy());
    call.once("error", () => resolve(undefined));
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
  /** What the last attempt met. */
  public said = "nothing was asked yet";
  private refusals = 0;

  constructor(
    private readonly launch: Launch,
    private readonly port: number,
    private readonly folder: string,
  ) {
    this.method = launch.healthCheck === undefined ? "GET /health" : "command";
  }

  /** Whether the server runs and refuses what it is asked: waiting longer does not help. */
  public get isRefused(): boolean {
    return this.refusals >= REFUSALS;
  }

  public async isHealthy(): Promise<boolean> {
    const command = this.launch.healthCheck ?? [];
    const [program, ...args] = command;
    if (this.method !== "command" || program === undefined) {
      // Without its program, what the command asks for is asked all the same: another path may be wrong.
      const { port, path } = asked(command) ?? { port: this.port, path: "/health" };
      return (await this.askPort(port, path)) === 200;
    }
    const answer = await this.ask(program, args);
    if (answer === undefined) {
      this.method = `GET ${(asked(command)?.path ?? "/health") as `/${string}`}`;
      return this.isHealthy();
    }
    if (answer.code === 0) return true;
    const output = answer.output.trim().slice(-MOST_OUTPUT);
    const ended = `it ended with status ${answer.code}${output === "" ? "" : `: ${output}`}`;
    const address = asked(command);
    if (address !== undefined) await this.askPort(address.port, address.path);
    this.said = address === undefined ? ended : `${ended}; ${this.said}`;
    return false;
  }

  private async askPort(port: number, path: string): Promise<number | undefined> {
    const status = await statusOf(port, path);
    this.said = `GET ${path} ${status === undefined ? "is not answered" : `answered ${status}`}`;
    this.refusals = status !== undefined && status >= 400 && status < 500 ? this.refusals + 1 : 0;
    return status;
  }

  /** Runs the command; undefined where it calls a program that this machine lacks. */
  private async ask(program: string, args: readonly string[]): Promise<CommandResult | undefined> {
    try {
      const result = await run(program, args, { cwd: this.folder, env: this.launch.environment });
      // `wget ... || exit 1` turns the shell's 127 into 1.
      return result.code === 127 || /: (?:command )?not found$/m.test(result.output) ? undefined : result;
    } catch (error) {
      if (error instanceof CommandError) return undefined;
      throw error;
    }
  }
}
