import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RehearsalReport } from "../../src/rehearsal/report";
import { CliRun } from "./cli";

/** What `mlops rehearse` of a stack showed. */
export interface RehearsedStack {
  readonly report: RehearsalReport;
  readonly status: number | null;
  readonly output: string;
}

/** Rehearses a stack by the command, from its synthesis to its destroy. */
export async function rehearsedStack(name: string): Promise<RehearsedStack> {
  const folder = mkdtempSync(join(tmpdir(), `mlops-${name}-`));
  try {
    const run = new CliRun(["rehearse", name, "--json", join(folder, "report.json")]);
    const status = await run.ended;
    const report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as RehearsalReport;
    return { report, status, output: run.output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
