import type { Progress } from "../rehearsal/scenario/progress";

/** Exit statuses of the command. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Lets a reader such as `head` stop reading: what is printed after that is lost, and the command goes on to its end. */
export function allowClosedPipes(streams: readonly NodeJS.WritableStream[] = [process.stdout, process.stderr]): void {
  for (const stream of streams)
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
}

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

const CLEAR_LINE = "\r\u001b[K";

/** Prints one line for each step; on a terminal also the step that is running. */
export class PrintedProgress implements Progress {
  private open = false;
  /** The header and the line of the first step, until there is more to print. */
  private held: string[];

  /** @param header printed above the steps; a command that ends with its first step is to print an error alone */
  constructor(
    private readonly console: Console,
    header: string,
    private readonly terminal: { readonly isTTY?: boolean; write(text: string): unknown } = process.stderr,
  ) {
    this.held = [header];
  }

  public begin(step: string): void {
    if (this.held.length > 1) this.release();
    if (this.terminal.isTTY !== true) return;
    this.terminal.write(`  … ${step}`);
    this.open = true;
  }

  public end(step: string, seconds: number, note?: string): void {
    this.line(`  ✓ ${step.padEnd(22)} ${seconds.toFixed(1).padStart(6)} s${note === undefined ? "" : `   ${note}`}`);
  }

  public fail(step: string, seconds: number, message: string): void {
    this.line(`  ✗ ${step.padEnd(22)} ${seconds.toFixed(1).padStart(6)} s\n${indent(message)}`);
  }

  public note(text: string): void {
    this.line(`      ${text}`);
  }

  /** Prints what was held back. */
  public release(): void {
    for (const text of this.held.splice(0)) this.console.err(text);
  }

  private line(text: string): void {
    if (this.open) this.terminal.write(CLEAR_LINE);
    this.open = false;
    const isFirst = this.held.length === 1;
    this.held.push(text);
    if (!isFirst) this.release();
  }
}
