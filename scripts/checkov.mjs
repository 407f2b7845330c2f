// Runs checkov over the synthesized JSON of every environment. Fails for a failed check that checkov.json does not accept with a reason,
// and for a reason that no environment needs any more. Needs a build, Python, and PyPI at the first run.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonEnvironment } from "./python-environment.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The types that have a resource of a name, in any of the stacks: checkov's reports do not always name the type. */
function typesIn(stacks) {
  const types = new Map();
  for (const stack of readdirSync(stacks)) {
    const { resource = {}, data = {} } = JSON.parse(readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8"));
    for (const [type, resources] of [...Object.entries(resource), ...Object.entries(data)])
      for (const id of Object.keys(resources)) types.set(id, [...(types.get(id) ?? []), type]);
  }
  return types;
}

/** The failed checks of all environments, each with the type of its resource. */
function failedChecks() {
  const program = join(pythonEnvironment("checkov"), "checkov");
  const folder = mkdtempSync(join(tmpdir(), "mlops-checkov-"));
  try {
    const env = { ...process.env, CDKTF_OUTDIR: folder, HOME: folder };
    execFileSync(process.execPath, [join(root, ".build", "stacks", "main.js")], {
      cwd: root,
      env,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const options = ["--framework", "terraform_json", "--skip-download", "--compact", "--quiet", "--output", "json"];
    const { stdout, stderr } = spawnSync(program, ["--directory", join(folder, "stacks"), ...options], {
      env,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    let report;
    try {
      report = JSON.parse(stdout);
    } catch {
      throw new Error(`checkov did not answer with JSON: ${stderr}`);
    }
    if (report.summary.parsing_errors > 0) throw new Error("checkov could not read every stack");
    const failed = report.results.failed_checks.map(
      ({ check_id: check, check_name: name, resource, file_path: file }) => ({
        ...{ check, name, resource },
        stack: /stacks\/([^/]+)\//.exec(`stacks${file}`)?.[1] ?? file,
        id: resource.split(".").at(-1),
      }),
    );
    return { passed: report.summary.passed, failed, typesOf: typesIn(join(folder, "stacks")) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { accepted } = JSON.parse(readFileSync(join(root, "checkov.json"), "utf8"));
const { passed, failed, typesOf } = failedChecks();
const accepts = (reason, { check, id }) =>
  reason.check === check && (typesOf.get(id) ?? []).some((type) => reason.types.includes(type));
const unexplained = failed.filter((found) => !accepted.some((reason) => accepts(reason, found)));
const stale = accepted.filter((reason) => !failed.some((found) => accepts(reason, found)));
for (const { check, name, stack, resource } of unexplained)
  console.error(`${stack}: ${resource}: ${check} ${name}. Mend it, or accept it with a reason in checkov.json.`);
for (const { check } of stale) console.error(`checkov.json accepts ${check}, which no environment fails. Remove it.`);
if (unexplained.length + stale.length > 0) process.exit(1);
console.log(`checkov: ${passed} passed, ${failed.length} accepted with a reason, 0 failed`);
