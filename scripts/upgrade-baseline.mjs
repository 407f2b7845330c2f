// Keeps what the stacks synthesize today as test/upgrade/<version>/<stack>.tf.json: the release that later code is planned
// over. A baseline that is there stays as it is; `--replace` writes it anew while its version is not released.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const APPS = [join(".build", "stacks", "main.js"), join(".build", "stacks", "bootstrap", "main.js")];

/** A stack without what changes from machine to machine and from run to run: construct metadata and the backend's path. */
export function lasting(stack) {
  return without({ ...stack, terraform: without(stack.terraform, "backend") }, "//");
}

/** A value without a key, at any depth. */
function without(value, key) {
  if (Array.isArray(value)) return value.map((each) => without(each, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => (name === key ? [] : [[name, without(each, key)]])),
  );
}

function main([...options]) {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const output = mkdtempSync(join(tmpdir(), "upgrade-baseline-"));
  try {
    for (const app of APPS)
      execFileSync(process.execPath, [join(root, app)], {
        cwd: root,
        env: { ...process.env, CDKTF_OUTDIR: output },
        stdio: ["ignore", "ignore", "inherit"],
      });
    const folder = join(root, "test", "upgrade", version);
    mkdirSync(folder, { recursive: true });
    for (const stack of readdirSync(join(output, "stacks"))) {
      const file = join(folder, `${stack}.tf.json`);
      if (existsSync(file) && !options.includes("--replace")) {
        console.log(`${relative(root, file)} stays: --replace writes it anew`);
        continue;
      }
      const synthesized = JSON.parse(readFileSync(join(output, "stacks", stack, "cdk.tf.json"), "utf8"));
      writeFileSync(file, `${JSON.stringify(lasting(synthesized), undefined, 1)}\n`);
      console.log(`${relative(root, file)} written`);
    }
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
