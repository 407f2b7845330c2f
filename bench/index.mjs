// `npm run bench`: what this library costs, as ratios taken in one run. `--check` ends with status 1 past a limit.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ratio, seconds } from "./measure.mjs";
import { rawProgram } from "./raw-program.mjs";
import { BY_HAND, CALLS, milliseconds } from "./translators.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const RUNS = 7;
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

try {
  await translators(await synth());
} finally {
  rmSync(work, { recursive: true, force: true });
}
for (const { what, measured, limit, more, holds } of lines) {
  console.log(`${holds ? "✓" : "✗"} ${what.padEnd(60)} ${measured.toFixed(2).padStart(6)}  limit ${limit}  (${more})`);
}
const over = lines.filter((line) => !line.holds).length;
console.log(`\n${lines.length} figures, ${over} past their limit`);
if (process.argv.includes("--check") && over > 0) process.exit(1);
