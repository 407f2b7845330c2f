// Runs checkov over the synthesized JSON of every environment, and of those with model endpoints (stacks/endpoints.ts). Fails for a failed
// check that src/cli/checkov/accepted.json does not accept with a reason, and for a reason that no environment needs any more. Needs a
// build, Python, and PyPI at the first run.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { ownReasons, runCheckov, stale, unexplained } = createRequire(import.meta.url)(join(root, "dist/cli/checkov"));
const STACKS = join(root, ".build", "stacks");
const SYNTHESIZE_ENDPOINTS = `
  const { ENDPOINT_ENVIRONMENTS } = require(${JSON.stringify(join(STACKS, "endpoints.js"))});
  process.exitCode = require(${JSON.stringify(join(STACKS, "synthesize.js"))}).synthesize(ENDPOINT_ENVIRONMENTS);
`;
const FILE = "src/cli/checkov/accepted.json";

const folder = mkdtempSync(join(tmpdir(), "mlops-checkov-"));
try {
  const env = { ...process.env, CDKTF_OUTDIR: folder };
  const stdio = ["ignore", "ignore", "inherit"];
  const run = (...args) => execFileSync(process.execPath, args, { cwd: root, env, stdio });
  run(join(STACKS, "main.js"));
  run("--eval", SYNTHESIZE_ENDPOINTS);
  const accepted = ownReasons();
  const { passed, failed } = await runCheckov(join(folder, "stacks"), {
    env: process.env,
    onProgress: (message) => console.log(message),
  });
  const open = unexplained(failed, accepted);
  const unneeded = stale(failed, accepted);
  for (const { check, name, stack, resource } of open)
    console.error(`${stack}: ${resource}: ${check} ${name}. Mend it, or accept it with a reason in ${FILE}.`);
  for (const { check } of unneeded) console.error(`${FILE} accepts ${check}, which no environment fails. Remove it.`);
  if (open.length + unneeded.length > 0) process.exitCode = 1;
  else console.log(`checkov: ${passed} passed, ${failed.length} accepted with a reason, 0 failed`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
