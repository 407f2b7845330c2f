import { spawn, type ChildProcess } from "node:child_process";

/** What a command left behind. */
export interface CommandResult {
  readonly code: number;
  /** Standard output and standard error as they came. */
  readonly output: string;
  /** Standard output alone. */
  readonly stdout: string;
}

export interface CommandOptions {
  readonly cwd: string;
  /** The whole environment of the command; nothing is added. */
  readonly env: NodeJS.ProcessEnv;
  /** Receives each finished line. */
  readonly onLine?: (line: string) => void;
  /** Adds to a line what a person needs, for `onLine` and for the words of an error. */
  readonly explain?: (line: string) => string;
}

/** A command that could not be started, or that ended with another status than 0. */
export class CommandError extends Error {
  constructor(
    message: string,
    public readonly output: string,
  ) {
    super(message);
    this.name = "CommandError";
  }
}

const GRACE_MS = 5000;
const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, "g");
const running = new Set<ChildProcess>();

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    // The child has its own process group, so that all its descendants end with it.
    process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}

process.on("exit", () => {
  for (const child of running) signalGroup(child, "SIGKILL");
});

/** Ends every command that still runs: first politely, after five seconds by force. */
export async function stopCommands(): Promise<void> {
  const children = [...running];
  await Promise.all(
    children.map(
      (child) =>
        new Promise<void>((resolve) => {
          const force = setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_MS);
          child.once("close", () => {
            clearTimeout(force);
            resolve();
          });
          signalGroup(child, "SIGTERM");
        }),
    ),
  );
}

/** Runs a program without a shell and waits for its end. A status other than 0 is an answer, not an error. */
export function run(program: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    running.add(child);
    let output = "";
    let stdout = "";
    let rest = "";
    const hand = (line: string) => options.onLine?.(options.explain?.(line) ?? line);
    const take = (chunk: Buffer, isStdout: boolean) => {
      const text = chunk.toString("utf8").replace(ANSI, "");
      output += text;
      if (isStdout) stdout += text;
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(hand);
    };
    child.stdout.on("data", (chunk: Buffer) => take(chunk, true));
    child.stderr.on("data", (chunk: Buffer) => take(chunk, false));
    child.once("error", (error) => {
      running.delete(child);
      reject(new CommandError(`${program} could not be started: ${error.message}`, output));
    });
    child.once("close", (code, signal) => {
      running.delete(child);
      if (rest !== "") hand(rest);
      resolve({ code: code ?? (signal === null ? 1 : 128), output, stdout });
    });
  });
}

/**
 * Runs a program that must succeed.
 * @throws CommandError with the command's own words when it does not
 */
export async function mustRun(
  program: string,
  args: readonly string[],
  options: CommandOptions & { readonly what: string },
): Promise<CommandResult> {
  const result = await run(program, args, options);
  if (result.code !== 0) {
    const words = lastWords(result.output).split("\n");
    const explained = words.map((line) => options.explain?.(line) ?? line).join("\n");
    throw new CommandError(`${options.what} failed with status ${result.code}:\n${explained}`, result.output);
  }
  return result;
}

const STACK_STATUS = /\d+ Stacks? (deploying|destroying|done|waiting)/;
const WORDS_LINES = 60;

/** The relevant part of a long output: from the first error on, or the last lines. */
export function lastWords(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.replace(/[╷│╵]/g, " ").trimEnd())
    .filter((line) => line.trim() !== "" && !STACK_STATUS.test(line));
  const first = lines.findIndex((line) => /\bError: /.test(line));
  return (first < 0 ? lines.slice(-WORDS_LINES) : lines.slice(first, first + WORDS_LINES)).join("\n");
}
