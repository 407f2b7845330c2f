// `npm run node-versions`: an empty project installs the packed library for AWS and Snowflake alone, and its programs run on the oldest
// Node that package.json allows and on the releases that are maintained. Their binaries come from the npm registry, once, into the cache
// folder.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const VERSIONS = ["20.19.0", "22.23.3", "24.20.0"];
const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const require = createRequire(import.meta.url);
const { cacheFolder } = require("../dist/rehearsal/servers/cache.js");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const work = mkdtempSync(join(tmpdir(), "mlops-node-"));

function npm(cwd, ...args) {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** Node's binary, which the npm package `node` installs too: one package a platform. */
function node(version) {
  const kept = join(cacheFolder(), "node", `${version}-${process.platform}-${process.arch}`);
  if (existsSync(kept)) return kept;
  mkdirSync(dirname(kept), { recursive: true });
  const prefix = process.platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
  const folder = mkdtempSync(join(dirname(kept), "download-"));
  try {
    const name = `${prefix}-${process.platform}-${process.arch}@${version}`;
    const [{ filename }] = JSON.parse(npm(folder, "pack", name, "--json"));
    execFileSync("tar", ["-xzf", join(folder, filename), "-C", folder, "package/bin/node"]);
    renameSync(join(folder, "package", "bin", "node"), kept);
    return kept;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function size(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** An empty project into which the tarball is installed, with the bindings that a user of AWS and Snowflake needs. */
function install() {
  const [{ filename, size: packed }] = JSON.parse(
    npm(root, "pack", "--json", "--ignore-scripts", "--pack-destination", work),
  );
  const isWanted = (name) => name.startsWith("@cdktf/provider-") || !manifest.peerDependenciesMeta[name]?.optional;
  const peers = Object.keys(manifest.peerDependencies).filter(isWanted);
  const dependencies = Object.fromEntries(peers.map((name) => [name, manifest.devDependencies[name]]));
  dependencies[manifest.name] = `file:${filename}`;
  writeFileSync(join(work, "package.json"), JSON.stringify({ name: "consumer", private: true, dependencies }));
  npm(work, "install", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts");
  const own = [manifest.name, ...Object.keys(manifest.dependencies)];
  const bytes = own.reduce((sum, name) => sum + size(join(work, "node_modules", name)), 0);
  const mb = (value) => (value / 1e6).toFixed(1);
  console.log(`installed: tarball ${mb(packed)} MB, with its dependencies ${mb(bytes)} MB over ${peers.join(", ")}`);
}

/** The subpaths and one stack, as CommonJS and as an ES module. */
function programs() {
  const subpaths = Object.keys(manifest.exports).filter((name) => name !== "./package.json");
  const paths = JSON.stringify(subpaths.map((name) => `${manifest.name}${name.slice(1)}`));
  const stack = `
const app = new App();
new AwsMlopsStack(app, { name: "aws-dev", size: Size.DEV });
app.synth();
console.log(process.version);
`;
  writeFileSync(
    join(work, "main.cjs"),
    `for (const path of ${paths}) require(path);
const { App } = require("cdktf");
const { Size } = require("${manifest.name}");
const { AwsMlopsStack } = require("${manifest.name}/aws");
${stack}`,
  );
  writeFileSync(
    join(work, "main.mjs"),
    `import { App } from "cdktf";
import { Size } from "${manifest.name}";
import { AwsMlopsStack } from "${manifest.name}/aws";
for (const path of ${paths}) await import(path);
${stack}`,
  );
  return ["main.cjs", "main.mjs"];
}

try {
  install();
  const files = programs();
  const stacks = new Set();
  for (const version of VERSIONS) {
    const binary = node(version);
    for (const file of files) {
      const env = { ...process.env, CDKTF_OUTDIR: join(work, "cdktf.out") };
      const ran = execFileSync(binary, ["--no-deprecation", file], {
        cwd: work,
        env,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      });
      if (ran.trim() !== `v${version}`) throw new Error(`${file} ran on ${ran.trim()}, not on ${version}`);
      stacks.add(readFileSync(join(work, "cdktf.out", "stacks", "aws-dev", "cdk.tf.json"), "utf8"));
    }
    console.log(`Node ${version}: every subpath loads and aws-dev synthesizes, as CommonJS and as an ES module`);
  }
  if (stacks.size !== 1) throw new Error("the synthesized stacks are not the same on all of them");
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
