// `npm run bench`: what this library costs, as ratios taken in one run. `--check` ends with status 1 past a limit.
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { idleCost } from "./cost.mjs";
import { ratio, seconds } from "./measure.mjs";
import { rawProgram } from "./raw-program.mjs";
import { BY_HAND, CALLS, milliseconds } from "./translators.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const RUNS = 7;
const require = createRequire(import.meta.url);
const work = mkdtempSync(join(tmpdir(), "mlops-bench-"));
const lines = [];

function report(what, measured, limit, more) {
  lines.push({ what, measured, limit, more, holds: measured <= limit });
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

/** Whole processes: our stacks, against a program that makes the same resources from the same bindings by hand. */
async function synth() {
  const ours = join(work, "ours");
  const theirs = join(work, "theirs");
  const main = join(ROOT, ".build", "stacks", "main.js");
  const env = (outdir) => ({ ...process.env, CDKTF_OUTDIR: outdir });
  seconds(process.execPath, [main], { cwd: work, env: env(ours) });
  const stacks = readStacks(ours);
  const program = join(ROOT, ".build", "raw-program.cjs");
  writeFileSync(program, rawProgram(stacks, ROOT));
  const both = await ratio(
    RUNS,
    () => seconds(process.execPath, [main], { cwd: work, env: env(ours) }),
    () => seconds(process.execPath, [program], { cwd: work, env: env(theirs) }),
  );
  const difference = firstDifference(readStacks(theirs).map(plain), stacks.map(plain));
  if (difference !== undefined) throw new Error(`the raw program differs at ${difference}`);
  report("synth of all environments / raw program", both.ratio, 1.3, `${both.a.toFixed(2)} s / ${both.b.toFixed(2)} s`);
  return stacks;
}

/** One call of each translator of the kedro set, against one by hand without checks. */
async function translators(stacks) {
  const functions = Object.values(stacks[0].json.resource.snowflake_external_function);
  const bodies = stacks[0].json.resource.snowflake_function_javascript;
  for (const [name, { row, body }] of Object.entries(BY_HAND)) {
    const external = functions.find((each) => each.name === name);
    const [, key] = /snowflake_function_javascript\.(\w+)\.name/.exec(external.request_translator);
    const generated = bodies[key].function_definition;
    const measured = await ratio(
      RUNS,
      () => milliseconds(name, generated, row),
      () => milliseconds(name, body, row),
    );
    report(`translator of ${name} / by hand`, measured.ratio, 2, `${(measured.a / CALLS).toFixed(2)} ms a call`);
  }
}

/** Time a stack of one program with 10 and with 100 platforms. */
async function manyStacks() {
  const program = join(ROOT, "bench", "many-stacks.mjs");
  const run = (count) => () =>
    seconds(process.execPath, [program, String(count)], {
      cwd: work,
      env: { ...process.env, CDKTF_OUTDIR: join(work, `many-${count}`) },
    });
  const base = run(1)();
  const measured = await ratio(3, run(100), run(10));
  // Starting the process and loading the modules is the same for any number of stacks.
  const [hundred, ten] = [(measured.a - base) / 99, (measured.b - base) / 9];
  report(
    "time a stack at 100 stacks / at 10",
    hundred / ten,
    1.2,
    `${(hundred * 1000).toFixed(0)} ms / ${(ten * 1000).toFixed(0)} ms`,
  );
}

/** Megabytes that an AWS-only user installs over cdktf, constructs and the binding packages. */
function installSize() {
  const size = (path) => {
    const stat = statSync(path);
    return stat.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + size(join(path, name)), 0) : stat.size;
  };
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const paths = [
    join(ROOT, "dist"),
    join(ROOT, "python"),
    ...Object.keys(dependencies).map((name) => join(ROOT, "node_modules", name)),
  ];
  const megabytes = paths.reduce((sum, path) => sum + size(path), 0) / 1e6;
  report("MB installed over cdktf, constructs and bindings", megabytes, 10, "this package and its dependencies");
}

/** The deploy's longest chain by typical creation times, over what no arrangement avoids; and what an idle month costs. */
function deploy(stacks) {
  const { criticalPath } = require(join(ROOT, "dist/rehearsal/graph/index.js"));
  for (const { name, json } of stacks) {
    const path = criticalPath(json);
    report(
      `critical path of ${name} / its unavoidable chain`,
      path.seconds / path.unavoidable.seconds,
      1.15,
      `${path.seconds} s / ${path.unavoidable.seconds} s`,
    );
  }
  const dev = stacks.find(({ name }) => name === "aws-dev");
  report("dollars a month, idle aws-dev", idleCost(dev.json).total, 45, "bench/cost.mjs");
}

try {
  const stacks = await synth();
  deploy(stacks);
  installSize();
  await manyStacks();
  await translators(stacks);
} finally {
  rmSync(work, { recursive: true, force: true });
}
for (const { what, measured, limit, more, holds } of lines) {
  console.log(`${holds ? "✓" : "✗"} ${what.padEnd(60)} ${measured.toFixed(2).padStart(6)}  limit ${limit}  (${more})`);
}
const over = lines.filter((line) => !line.holds).length;
console.log(`\n${lines.length} figures, ${over} past their limit`);
if (process.argv.includes("--check") && over > 0) process.exit(1);
