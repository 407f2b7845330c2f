import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { rehearseFaults, type FaultsReport } from "../rehearsal/faults";
import { Cleanup } from "../rehearsal/scenario/cleanup";
import { Interruption } from "./interruption";
import { EXIT, PrintedProgress, type Console } from "./output";
import { requireRehearsal } from "./preflight";

function table(report: FaultsReport): string[] {
  const rows = [
    ["faults", "injected", "resources", "runs to converge", "untainted", "recreated"],
    ...report.waves.map(({ wave, injected, failed, runs, untainted, remade }) => [
      wave,
      ...[injected, failed.length, runs, untainted.length, remade.length].map(String),
    ]),
  ];
  return rows.map(([first = "", ...rest]) => `${first.padEnd(18)}${rest.map((cell) => cell.padStart(20)).join("")}`);
}

/** The resources that an operator had to untaint, by type, the most frequent type first. */
function untainted(report: FaultsReport): string[] {
  const counts = new Map<string, number>();
  for (const address of report.waves.flatMap((wave) => wave.untainted)) {
    const type = address.replace(/\..*/, "");
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  const types = [...counts].sort(([, a], [, b]) => b - a).map(([type, count]) => `${count} ${type}`);
  return [`untainted: ${types.join(", ")}`];
}

function summary(report: FaultsReport): string {
  const injected = report.waves.reduce((sum, wave) => sum + wave.injected, 0);
  return report.ok
    ? `${injected} faults injected into ${report.resources} resources: every deploy and destroy converged, no resources are left`
    : `failed after ${injected} injected faults:\n${report.failures.join("\n")}`;
}

export interface FaultsCommandOptions {
  readonly json?: string;
  /** Terraform types. */
  readonly only?: readonly string[];
}

/** `mlops faults`. Returns the exit status. */
export async function faultsCommand(
  project: string,
  stack: string,
  options: FaultsCommandOptions,
  environment: NodeJS.ProcessEnv,
  console: Console,
): Promise<number> {
  requireRehearsal(project);
  const cleanup = new Cleanup();
  const interruption = new Interruption();
  const header = `Injecting faults into ${stack}: real Terraform, simulated providers, no calls to any cloud\n`;
  const progress = new PrintedProgress(console, header);
  const work = rehearseFaults({ project, stack, types: options.only, environment, progress, cleanup });
  try {
    const report = await Promise.race([work, interruption.next()]);
    if (typeof report !== "object") {
      console.err("\nInterrupted: stopping all processes");
      work.catch(() => undefined);
      await cleanup.interrupt();
      return EXIT.interrupted;
    }
    progress.release();
    if (options.json !== undefined) {
      mkdirSync(dirname(resolve(options.json)), { recursive: true });
      writeFileSync(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
    }
    for (const line of [...table(report), ...untainted(report)]) console.out(line);
    console.out(summary(report));
    return report.ok ? EXIT.ok : EXIT.failed;
  } finally {
    interruption.stopListening();
  }
}
