// `npm run bench`: the cost of this library, each figure with its limit. `--check` ends with status 1 above a limit. Names of groups
// select figures: `npm run bench -- groups size`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { criticalPaths, installSize, monthlyCost } from "./counted.mjs";
import { Report } from "./figures.mjs";
import { proxyCalls } from "./proxy.mjs";
import { rehearsedDeploy } from "./rehearsed-deploy.mjs";
import { scoringCalls } from "./scoring.mjs";
import { environments, groups, manyStacks, synthesize } from "./synth.mjs";
import { kedroCalls, largestCall } from "./translator-calls.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const work = mkdtempSync(join(tmpdir(), "mlops-bench-"));
const report = new Report();

const PARTS = {
  environments: (stacks) => environments(ROOT, work, stacks, report),
  groups: () => groups(ROOT, work, report),
  stacks: () => manyStacks(ROOT, work, report),
  deploy: ([stack]) => rehearsedDeploy(ROOT, work, stack, report),
  path: (stacks) => criticalPaths(ROOT, stacks, report),
  size: () => installSize(ROOT, report),
  cost: (stacks) => monthlyCost(ROOT, stacks, report),
  translators: async (stacks) => {
    await kedroCalls(stacks, report);
    await largestCall(report);
    await scoringCalls(report);
  },
  proxy: () => proxyCalls(report),
};

const chosen = process.argv.slice(2).filter((argument) => argument !== "--check");
const unknown = chosen.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`no group ${unknown.join(", ")}; the groups are ${Object.keys(PARTS).join(", ")}`);
  process.exit(2);
}
const seconds = [];
try {
  const stacks = synthesize(ROOT, work);
  for (const name of chosen.length > 0 ? chosen : Object.keys(PARTS)) {
    const begin = Date.now();
    await PARTS[name](stacks);
    seconds.push(`${name} ${((Date.now() - begin) / 1000).toFixed(0)}`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
const over = report.print();
console.log(`seconds: ${seconds.join(", ")}`);
if (process.argv.includes("--check") && over > 0) process.exitCode = 1;
