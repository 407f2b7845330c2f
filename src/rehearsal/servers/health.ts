import { request } from "node:http";
import { CommandError, run } from "../deploy/command";
import type { Launch } from "./differences";

const PROBE_MS = 5_000;

/** Whether `GET /health` answers 200. */
function answersHealth(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ host: "127.0.0.1", port, path: "/health", timeout: PROBE_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.once("timeout", () => call.destroy());
    call.once("error", () => resolve(false));
    call.end();
  });
}

/** How the health of a container was found out: by its own command, or by asking its port. */
export type HealthMethod = "command" | "GET /health";

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
    if (this.method === "GET /health" || program === undefined) return answersHealth(this.port);
    const answer = await this.ask(program, args);
    if (answer === undefined) {
      this.method = "GET /health";
      return this.isHealthy();
    }
    return answer;
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
