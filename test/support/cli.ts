import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";

/** The repository's root. */
export const ROOT = join(__dirname, "..", "..");
const MAIN = join(ROOT, "dist", "cli", "main.js");

/** A run of the built command. */
export class CliRun {
  public output = "";
  public stdout = "";
  public readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
    this.child = spawn(process.execPath, [MAIN, ...args], {
      cwd: options.cwd ?? ROOT,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stdout?.on("data", (chunk: Buffer) => {
      this.output += chunk.toString();
      this.stdout += chunk.toString();
    });
    this.child.stderr?.on("data", (chunk: Buffer) => {
      this.output += chunk.toString();
    });
    this.ended = new Promise((resolve) => this.child.once("close", resolve));
  }

  public get pid(): number {
    if (this.child.pid === undefined) throw new Error("the command was not started");
    return this.child.pid;
  }

  /** Waits until the output holds a text; rejects when the command ends before. */
  public async until(text: string): Promise<void> {
    let isOver = false;
    void this.ended.then(() => {
      isOver = true;
    });
    while (!this.output.includes(text)) {
      if (isOver) throw new Error(`the command ended before it printed ${JSON.stringify(text)}:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Ends the reading of its standard output, as `head` does. */
  public closeStdout(): void {
    this.child.stdout?.destroy();
  }

  public interrupt(): void {
    this.child.kill("SIGINT");
  }
}
