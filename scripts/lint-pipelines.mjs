// Checks the pipelines of the examples and of this repository with the schemas that their systems publish, and audits the workflows with
// zizmor. `node scripts/lint-pipelines.mjs <file>...` checks these files instead. Needs a build, Python 3.11, and
// PyPI at the first run.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";

const root = fileURLToPath(new URL("..", import.meta.url));
const { pythonEnvironment } = createRequire(import.meta.url)(join(root, "dist/rehearsal/servers"));

/** Schemas of check-jsonschema by the files that they are for. The one of Azure Pipelines has patterns that Unicode's rules refuse. */
const SCHEMAS = [
  [/\.github\/workflows\/[^/]+\.yml$/, "github-workflows"],
  [/\.github\/dependabot\.yml$/, "dependabot"],
  [/(^|\/)\.gitlab-ci\.yml$/, "gitlab-ci", "--data-transform", "gitlab-ci"],
  [/(^|\/)azure-pipelines\.yml$/, "azure-pipelines", "--regex-variant", "nonunicode"],
];

/** Tasks that the schema of Azure Pipelines does not know, as they come from the marketplace: checked as the script that they run. */
const MARKETPLACE = ["AWSShellScript@1"];

/**
 * Inputs that are newer than the schema: their task's own file has them, and each must be a boolean.
 * https://github.com/microsoft/azure-pipelines-tasks/blob/master/Tasks/AzureCLIV2/task.json
 */
const NEWER_INPUTS = { "AzureCLI@2": ["allowNoSubscriptions"] };

function withoutNewerInputs(task, inputs) {
  const isNewer = ([name, value]) => NEWER_INPUTS[task]?.includes(name) === true && typeof value === "boolean";
  return Object.fromEntries(Object.entries(inputs).filter((input) => !isNewer(input)));
}

/** What the schema of Azure Pipelines can check of a file. */
function asSchemaKnows(value) {
  if (Array.isArray(value)) return value.map(asSchemaKnows);
  if (typeof value !== "object" || value === null) return value;
  if (MARKETPLACE.includes(value.task)) return { bash: value.inputs.inlineScript, displayName: value.displayName };
  if (value.task !== undefined && value.inputs !== undefined)
    return { ...value, inputs: withoutNewerInputs(value.task, value.inputs) };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asSchemaKnows(inner)]));
}

/** The file that is checked in place of another, in a temporary folder. */
function checkable(file, folder) {
  if (basename(file) !== "azure-pipelines.yml") return file;
  const copy = join(mkdtempSync(join(folder, "azure-")), basename(file));
  writeFileSync(copy, stringify(asSchemaKnows(parse(readFileSync(file, "utf8")))));
  return copy;
}

const short = (text) => (text.length > 2000 ? `${text.slice(0, 2000)}…` : text);

/** All problems of files, one text each. */
export async function problemsOf(files) {
  const requirements = join(root, "python", "requirements-pipelines.txt");
  const { bin } = await pythonEnvironment({ requirements, env: process.env });
  const folder = mkdtempSync(join(tmpdir(), "mlops-pipelines-"));
  const run = (program, ...args) =>
    spawnSync(join(bin, program), args, {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      env: { ...process.env, HOME: folder },
    });
  try {
    const problems = [];
    for (const file of files) {
      const [, schema, ...options] = SCHEMAS.find(([form]) => form.test(file)) ?? [];
      if (schema === undefined) {
        problems.push(`${file}: no schema is known for this file`);
        continue;
      }
      const checked = checkable(file, folder);
      const { status, stdout, stderr } = run(
        "check-jsonschema",
        "--builtin-schema",
        `vendor.${schema}`,
        ...options,
        checked,
      );
      if (status !== 0) problems.push(`${file}: ${short(`${stdout}${stderr}`)}`);
    }
    const audited = files.filter((file) => /\.github\//.test(file));
    if (audited.length > 0) {
      const { status, stdout, stderr } = run("zizmor", "--offline", "--no-progress", "--color=never", ...audited);
      if (status !== 0) problems.push(short(`${stdout}${stderr}`));
    }
    return problems;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The pipelines of a folder and below. */
export function pipelinesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .map((file) => join(folder, file))
    .filter((file) => SCHEMAS.some(([form]) => form.test(file)))
    .sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const own = [join(root, ".github"), join(root, "examples", "ci-cd")].flatMap(pipelinesIn);
  const files = process.argv.length > 2 ? process.argv.slice(2) : own;
  const problems = await problemsOf(files);
  for (const problem of problems) console.error(problem);
  const folders = new Set(files.map(dirname)).size;
  console.log(`pipelines: ${files.length} files in ${folders} folders, ${problems.length} problems`);
  process.exit(problems.length === 0 ? 0 : 1);
}
