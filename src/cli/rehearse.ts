import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { RehearsalReport } from "../rehearsal/report";
import { Cleanup } from "../rehearsal/scenario/cleanup";
import { noteKept } from "../rehearsal/scenario/kept";
import { rehearse, type KeptServers } from "../rehearsal/scenario/rehearse";
import { EXIT, PrintedProgress, type Console } from "./output";
import { summarize } from "./summary";

export interface RehearseCommandOptions {
  readonly existing?: string;
  readonly json?: string;
  readonly keep?: boolean;
  readonly verbose?: boolean;
}

/** Waits for the first Ctrl-C or SIGTERM. */
class Interruption {
  public readonly signal: Promise<void>;
  private listener: () => void = () => undefined;

  constructor() {
    this.signal = new Promise((settle) => {
      this.listener = () => settle();
    });
    process.on("SIGINT", this.listener);
    process.on("SIGTERM", this.listener);
  }

  public stopListening(): void {
    process.off("SIGINT", this.listener);
    process.off("SIGTERM", this.listener);
  }
}

function keepUntil(signal: Promise<void>, project: string, stack: string, cleanup: Cleanup, console: Console) {
  return async (kept: KeptServers) => {
    const forget = noteKept(project, {
      stack,
      pid: process.pid,
      stateFile: kept.stateFile,
      accountFile: kept.accountFile,
      ports: kept.ports,
    });
    cleanup.add("note of the kept rehearsal", forget);
    console.out(`\nMLflow's UI: ${kept.ui}`);
    console.out(`In another terminal: npx mlops call MLFLOW_EXPERIMENT_GET_BY_NAME '["Default"]'`);
    console.out("Ctrl-C destroys the stack and ends the servers.\n");
    await signal;
    forget();
  };
}

function writeReport(file: string, report: RehearsalReport): void {
  mkdirSync(dirname(resolve(file)), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
}

/** `mlops rehearse`. Returns the exit status. */
export async function rehearseCommand(
  project: string,
  stack: string,
  options: RehearseCommandOptions,
  environment: NodeJS.ProcessEnv,
  console: Console,
): Promise<number> {
  const cleanup = new Cleanup();
  const interruption = new Interruption();
  console.err(`Rehearsing ${stack}: real Terraform, simulated providers, no call to any cloud\n`);
  let isKept = false;
  const keep = keepUntil(interruption.signal, project, stack, cleanup, console);
  const work = rehearse({
    project,
    stack,
    environment,
    existing: options.existing,
    progress: new PrintedProgress(console),
    keep:
      options.keep === true
        ? async (kept) => {
            isKept = true;
            await keep(kept);
            isKept = false;
          }
        : undefined,
    onLine: options.verbose === true ? (line) => line.trim() !== "" && console.err(`      ${line}`) : undefined,
    cleanup,
  });
  // While servers are kept, Ctrl-C means: go on and destroy. Before that, it ends everything.
  const interrupted = interruption.signal.then(() => (isKept ? work : undefined));
  const report = await Promise.race([work, interrupted]);
  if (report === undefined) {
    console.err("\nInterrupted: ending everything that was started");
    work.catch(() => undefined);
    await cleanup.interrupt();
    return EXIT.interrupted;
  }
  interruption.stopListening();
  if (options.json !== undefined) writeReport(options.json, report);
  for (const line of summarize(report)) console.out(line);
  return report.ok ? EXIT.ok : EXIT.failed;
}
