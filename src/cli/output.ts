import type { Progress } from "../rehearsal/story/progress";

/** Exit statuses of the command. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Where the command prints; standard output for results, standard error for what goes on. */
export interface Console {
  out(text: string): void;
  err(text: string): void;
}

export const terminal: Console = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
};

const indent = (text: string) =>
  text
    .split("\n")
    .map((line) => `      ${line}`)
    .join("\n");

/** Prints one line a step. */
export class PrintedProgress implements Progress {
  constructor(private readonly console: Console) {}

  public begin(): void {
    // A step prints when it is over, so that logs and terminals look alike.
  }

  public end(step: string, seconds: number, note?: string): void {
    this.console.err(
      `  ✓ ${step.padEnd(22)} ${seconds.toFixed(1).padStart(6)} s${note === undefined ? "" : `   ${note}`}`,
    );
  }

  public fail(step: string, seconds: number, message: string): void {
    this.console.err(`  ✗ ${step.padEnd(22)} ${seconds.toFixed(1).padStart(6)} s\n${indent(message)}`);
  }

  public note(text: string): void {
    this.console.err(`      ${text}`);
  }
}
