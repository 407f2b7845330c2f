// `npm run node-versions`: the packed library in a project of somebody else, on the oldest Node that package.json allows and on the
// releases that are maintained. The binaries come from the npm registry, once, into the cache folder.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
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

function packInto(folder, ...what) {
  const args = ["pack", ...what, "--json", "--ignore-scripts", "--pack-destination", folder];
  const output = execFileSync("npm", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const [{ filename }] = JSON.parse(output);
  execFileSync("tar", ["-xzf", join(folder, filename), "-C", folder]);
  return join(folder, "package");
}

/** Node's binary, which the npm package `node` installs too: one package a platform. */
function node(version) {
  const kept = join(cacheFolder(), "node", `${version}-${process.platform}-${process.arch}`);
  if (existsSync(kept)) return kept;
  mkdirSync(dirname(kept), { recursive: true });
  const prefix = process.platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
  const folder = mkdtempSync(join(dirname(kept), "download-"));
  try {
    const unpacked = packInto(folder, `${prefix}-${process.platform}-${process.arch}@${version}`);
    renameSync(join(unpacked, "bin", "node"), kept);
    return kept;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A project that has the package and what a user of AWS installs beside it. */
function project() {
  const modules = join(work, "node_modules");
  mkdirSync(modules);
  const unpacked = packInto(work);
  cpSync(unpacked, join(modules, manifest.name), { recursive: true });
  const isOptional = (name) => manifest.peerDependenciesMeta[name]?.optional && !name.startsWith("@cdktf/provider-");
  const peers = Object.keys(manifest.peerDependencies).filter((name) => !isOptional(name));
  for (const name of [...Object.keys(manifest.dependencies), ...peers]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
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
  project();
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
