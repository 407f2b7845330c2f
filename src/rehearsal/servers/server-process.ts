import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** The user that a process runs as, where that is not our own. */
export interface ProcessUser {
  readonly uid: number;
  readonly gid: number;
}

export interface ServerProcessOptions {
  /** Name in messages. */
  readonly name: string;
  readonly command: readonly string[];
  /** The whole environment of the process; nothing is added. */
  readonly env: Record<string, string>;
  readonly cwd: string;
  /** Receives standard output and standard error. */
  readonly logFile: string;
  readonly user?: ProcessUser;
  /**
   * The signal that asks the process to end.
   * @default - SIGTERM
   */
  readonly stopSignal?: NodeJS.Signals;
  /**
   * How long it may take to end before it is killed, in milliseconds.
   * @default - 10000
   */
  readonly graceMs?: number;
  /**
   * Folders to remove when our own process dies before it stops this one.
   * @default - none
   */
  readonly folders?: readonly string[];
}

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

// Reads from a pipe that only our process keeps open: its end means that our process has ended.
const WATCHDOG = `read -r line
kill -s "$2" -- "-$1"
n=0
while kill -s 0 -- "-$1" && [ $n -lt 30 ]; do sleep 0.1; n=$((n + 1)); done
kill -s KILL -- "-$1"
shift 2
[ $# -eq 0 ] || rm -rf -- "$@"`;

// A killed process ends at once, unless the system is slow to register it.
const KILL_MS = 2_000;

function startWatchdog(pid: number, signal: string, folders: readonly string[]): ChildProcess {
  const watchdog = spawn("/bin/sh", ["-c", WATCHDOG, "watchdog", String(pid), signal.slice(3), ...folders], {
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watchdog.on("error", () => undefined);
  watchdog.unref();
  // The handle of the pipe is a socket, which would otherwise keep our process alive.
  const { stdin } = watchdog;
  stdin.on("error", () => undefined);
  if ("unref" in stdin && typeof stdin.unref === "function") stdin.unref();
  return watchdog;
}

/**
 * A server that we start and end: in a process group of its own, so that all its descendants end with it, and with a watchdog
 * that ends the group when our process ends, by Ctrl-C, an exception or a kill.
 */
export class ServerProcess {
  /**
   * Starts a program without a shell.
   * @throws Error when it cannot be started
   */
  public static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const [program, ...args] = options.command;
    if (program === undefined) throw new Error(`${options.name} has no command`);
    const log = openSync(options.logFile, "a", 0o600);
    try {
      const child = spawn(program, args, {
        cwd: options.cwd,
        env: options.env,
        detached: true,
        stdio: ["ignore", log, log],
        ...options.user,
      });
      const pid = await new Promise<number>((resolve, reject) => {
        child.once("spawn", () => resolve(child.pid ?? 0));
        child.once("error", (error) => reject(new Error(`${options.name} could not be started: ${error.message}`)));
      });
      return new ServerProcess(options, child, pid);
    } finally {
      closeSync(log);
    }
  }

  /** Resolves when the process itself has ended. */
  public readonly ended: Promise<ProcessEnd>;
  private readonly watchdog: ChildProcess;
  private end?: ProcessEnd;
  private stopping?: Promise<void>;

  private constructor(
    private readonly options: ServerProcessOptions,
    child: ChildProcess,
    /** Id of the process and of its group. */
    public readonly pid: number,
  ) {
    this.watchdog = startWatchdog(pid, this.stopSignal, options.folders ?? []);
    this.ended = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        this.end = { code, signal };
        resolve(this.end);
      });
    });
  }

  public get name(): string {
    return this.options.name;
  }

  public get isRunning(): boolean {
    return this.end === undefined;
  }

  /** The last lines of its log. */
  public lastLines(count = 20): string {
    return readFileSync(this.options.logFile, "utf8").trimEnd().split("\n").slice(-count).join("\n");
  }

  /** In words, how it ended: `ended with status 1`. */
  public describeEnd(): string {
    if (this.end === undefined) return "is running";
    return this.end.signal === null ? `ended with status ${this.end.code}` : `was ended by ${this.end.signal}`;
  }

  /** Ends the process and everything that it started; can be called again. */
  public stop(): Promise<void> {
    this.stopping ??= this.endGroup();
    return this.stopping;
  }

  private get stopSignal(): NodeJS.Signals {
    return this.options.stopSignal ?? "SIGTERM";
  }

  private async endGroup(): Promise<void> {
    if (this.signalGroup(this.stopSignal) && !(await this.groupEndsWithin(this.options.graceMs ?? 10_000))) {
      this.signalGroup("SIGKILL");
      await this.groupEndsWithin(KILL_MS);
    }
    await this.ended;
    this.watchdog.kill("SIGKILL");
  }

  private async groupEndsWithin(ms: number): Promise<boolean> {
    const deadline = Date.now() + ms;
    while (this.signalGroup(0)) {
      if (Date.now() > deadline) return false;
      await sleep(25);
    }
    return true;
  }

  private signalGroup(signal: NodeJS.Signals | 0): boolean {
    try {
      process.kill(-this.pid, signal);
      return true;
    } catch {
      return false;
    }
  }
}

/** Ports of 127.0.0.1 that are free now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", resolve);
      });
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
