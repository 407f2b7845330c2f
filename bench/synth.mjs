// What synthesis costs. CPU time is measured, not the clock: it is the same on a machine that has other work.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { compare, wholeProcess } from "./measure.mjs";
import { rawProgram } from "./raw-program.mjs";
import { FIGURES } from "./figures.mjs";

const require = createRequire(import.meta.url);
const milliseconds = (seconds) => `${(seconds * 1000).toFixed(0)} ms`;

/** Synthesizes the repository's environments. */
export function synthesize(root, work) {
  const outdir = join(work, "environments");
  run(work, "environments", [join(root, ".build", "stacks", "main.js")]);
  return readStacks(outdir);
}

/** CPU seconds of one program, which writes into a folder of this name. */
function run(work, name, args) {
  return wholeProcess(process.execPath, args, { cwd: work, env: { ...process.env, CDKTF_OUTDIR: join(work, name) } })
    .cpu;
}

function readStacks(folder) {
  return readdirSync(join(folder, "stacks"))
    .sort()
    .map((name) => ({ name, json: JSON.parse(readFileSync(join(folder, "stacks", name, "cdk.tf.json"), "utf8")) }));
}

const plain = ({ json }) => ({
  resource: json.resource,
  data: json.data,
  output: json.output,
  provider: json.provider,
});

/** The path of the first place where two values differ, paths of constructs (`//`) left out. */
function firstDifference(one, other, path = "") {
  if (one === null || other === null || typeof one !== "object" || typeof other !== "object") {
    return one === other ? undefined : path;
  }
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    if (key === "//") continue;
    const found = firstDifference(one[key], other[key], `${path}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whole processes: our stacks, against a program without this library that creates the same resources from the same bindings. */
export async function environments(root, work, stacks, report) {
  const program = join(root, ".build", "raw-program.cjs");
  writeFileSync(program, rawProgram(stacks, root));
  const measured = await compare(
    { runs: 15, limit: FIGURES.environments.limit },
    () => run(work, "ours", [join(root, ".build", "stacks", "main.js")]),
    () => run(work, "raw", [program]),
  );
  const difference = firstDifference(readStacks(join(work, "raw")).map(plain), stacks.map(plain));
  if (difference !== undefined) throw new Error(`the raw program differs at ${difference}`);
  report.add(
    "environments",
    measured.ratio,
    `${milliseconds(measured.a)} / ${milliseconds(measured.b)}, ${measured.pairs} pairs`,
  );
}

/** One platform with all groups of operations, against one with kedro's five functions alone. */
export async function groups(root, work, report) {
  const { Catalogue, OperationGroup } = require(join(root, "dist", "mlflow"));
  const program = join(root, "bench", "groups.mjs");
  const all = Object.values(OperationGroup);
  const size = (of) => Catalogue.operations(of).length;
  const [smallest] = all.toSorted((one, other) => size([one]) - size([other]));
  // A platform has at least one group: what its functions take is taken off by the time a function.
  const five = (withAll, withSmallest) =>
    withSmallest - (size([smallest]) * (withAll - withSmallest)) / (size(all) - size([smallest]));
  const measured = await compare(
    { runs: 9, limit: FIGURES.groups.limit, by: (withAll, withSmallest) => withAll / five(withAll, withSmallest) },
    () => run(work, "all-groups", [program, ...all]),
    () => run(work, "smallest-group", [program, smallest]),
  );
  const alone = five(measured.a, measured.b);
  report.add("groups", measured.ratio, `${milliseconds(measured.a)} / ${milliseconds(alone)}, ${measured.pairs} pairs`);
}

/** Time a stack of one program with 10 and with 100 platforms. */
export async function manyStacks(root, work, report) {
  const platforms = (count) => run(work, `platforms-${count}`, [join(root, "bench", "many-stacks.mjs"), String(count)]);
  const one = Math.min(...[1, 2, 3].map(() => platforms(1)));
  // Starting the process and loading the modules is the same for any number of stacks.
  const measured = await compare(
    { runs: 2, limit: FIGURES.stacks.limit },
    () => (platforms(100) - one) / 99,
    () => (platforms(10) - one) / 9,
  );
  const totals = `1 stack ${milliseconds(one)}, then ${milliseconds(measured.b)} a stack of 10, ${milliseconds(measured.a)} of 100`;
  report.add("stacks", measured.ratio, totals);
}
