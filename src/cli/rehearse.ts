import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { RehearsalReport } from "../rehearsal/report";
import { Cleanup } from "../rehearsal/scenario/cleanup";
import { noteKept } from "../rehearsal/scenario/kept";
import { rehearse, type KeptServers } from "../rehearsal/scenario/rehearse";
import { Interruption } from "./interruption";
import { EXIT, PrintedProgress, type Console } from "./output";
import { requireRehearsal } from "./preflight";
import { summarize } from "./summary";

export interface RehearseCommandOptions {
  readonly existing?: string;
  readonly json?: string;
  readonly keep?: boolean;
  readonly verbose?: boolean;
}

function keepUntil(
  signal: () => Promise<void>,
  project: string,
  stack: string,
  cleanup: Cleanup,
  console: Console,
): (kept: KeptServers) => Promise<void> {
  return async (kept) => {
    const forget = noteKept(project, {
      stack,
      pid: process.pid,
      stateFile: kept.stateFile,
      accountFile: kept.accountFile,
      ports: kept.ports,
      models: kept.models,
      ingresses: kept.ingresses,
    });
    cleanup.add("note of the kept rehearsal", forget);
    console.out(`\nMLflow UI: ${kept.ui}`);
    console.out(
      `To call a function, run in another terminal: npx mlops call MLFLOW_EXPERIMENT_GET_BY_NAME '["Default"]'`,
    );
    console.out("Press Ctrl-C to destroy the stack and stop the servers.\n");
    await signal();
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
  requireRehearsal(project);
  const cleanup = new Cleanup();
  const interruption = new Interruption();
  const header = `Rehearsing ${stack}: real Terraform, simulated providers, no calls to any cloud\n`;
  const progress = new PrintedProgress(console, header);
  let isKept = false;
  const keep = keepUntil(() => interruption.next(), project, stack, cleanup, console);
  const work = rehearse({
    project,
    stack,
    environment,
    existing: options.existing,
    progress,
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
  const interrupted = async (): Promise<undefined> => {
    await interruption.next();
    // While servers are kept, Ctrl-C goes on to the destroy. At any other time it ends everything.
    return isKept ? interrupted() : undefined;
  };
  try {
    const report = await Promise.race([work, interrupted()]);
    if (report === undefined) {
      console.err("\nInterrupted: stopping all processes");
      work.catch(() => undefined);
      await cleanup.interrupt();
      return EXIT.interrupted;
    }
    progress.release();
    if (options.json !== undefined) writeReport(options.json, report);
    for (const line of summarize(report)) console.out(line);
    return report.ok ? EXIT.ok : EXIT.failed;
  } finally {
    interruption.stopListening();
  }
}
