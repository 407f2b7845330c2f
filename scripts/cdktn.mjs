// `npm run cdktn`: the same code on CDK Terrain (cdktn), the community's continuation of cdktf. An empty project installs the packed
// library with `cdktf` overridden to cdktn, synthesizes every stack and example with it, and the JSON must equal that of cdktf but for
// the version in the metadata. Then the tests of the constructs run on cdktn. Reaches the npm registry and nothing else.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";

const CDKTN = "0.24.0";
// The constructs of one cloud, and the platforms of the others: their stacks are compared as JSON.
const TESTS = [
  "test/core",
  "test/snowflake",
  "test/mlflow/functions",
  "test/mlflow/server/server-spec",
  "test/platform",
  "test/kedro",
  "test/aws",
  "test/azure/platform",
  "test/gcp/platform",
  "test/stacks",
];
const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const require = createRequire(import.meta.url);
const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));
const manifest = readJson(join(root, "package.json"));
const work = mkdtempSync(join(tmpdir(), "mlops-cdktn-"));
const begin = Date.now();
const say = (text) => console.log(`${((Date.now() - begin) / 1000).toFixed(0).padStart(4)} s  ${text}`);
const npm = (cwd, ...args) =>
  execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], shell: false });

/** The two lines that a user adds are the alias and the override. */
function install() {
  const [packed] = JSON.parse(npm(root, "pack", "--json", "--ignore-scripts", "--pack-destination", work));
  const own = (name) => name === "constructs" || name.startsWith("@cdktf/provider-");
  const peers = Object.keys(manifest.peerDependencies).filter(own);
  const dependencies = Object.fromEntries(peers.map((name) => [name, manifest.devDependencies[name]]));
  const project = {
    name: "mlops-cdktn",
    private: true,
    dependencies: { ...dependencies, cdktf: `npm:cdktn@${CDKTN}`, [manifest.name]: `file:${packed.filename}` },
    overrides: { cdktf: "$cdktf" },
  };
  writeFileSync(join(work, "package.json"), JSON.stringify(project, undefined, 2));
  npm(work, "install", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts");
  const { name, version } = readJson(join(work, "node_modules", "cdktf", "package.json"));
  if (name !== "cdktn" || version !== CDKTN) throw new Error(`cdktf is ${name} ${version}, not cdktn ${CDKTN}`);
  say(`installed the packed library with cdktf = ${name} ${version}`);
}

/** Every program of stacks and examples, as it is built below .build. */
function programs() {
  return ["stacks", "examples"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((file) => basename(file) === "main.ts")
      .map((file) => join(folder, file.replace(/\.ts$/, ".js"))),
  );
}

/** Every stack that a program synthesizes, by its name. */
function synthesize(program, outdir) {
  mkdirSync(outdir, { recursive: true });
  const env = { ...process.env, CDKTF_OUTDIR: outdir };
  // Both in one folder: the path of a local state file is in the JSON.
  execFileSync(process.execPath, [program], { cwd: work, env, stdio: "inherit" });
  const folder = join(outdir, "stacks");
  return new Map(readdirSync(folder).map((name) => [name, readJson(join(folder, name, "cdk.tf.json"))]));
}

/** Takes the one thing out that may differ, and says what it was. */
function takeVersion(stack) {
  const { version } = stack["//"].metadata;
  delete stack["//"].metadata.version;
  return version;
}

/** The first place where two values differ. */
function difference(one, other, path = "") {
  if (isDeepStrictEqual(one, other)) return undefined;
  if (one === null || other === null || typeof one !== "object" || typeof other !== "object") {
    return `${path}: ${JSON.stringify(one)} with cdktf, ${JSON.stringify(other)} with cdktn`;
  }
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return keys.map((key) => difference(one[key], other[key], `${path}/${key}`)).find((found) => found !== undefined);
}

function compare(program) {
  const built = join(root, ".build", program);
  const copy = join(work, program);
  const folder = dirname(program);
  cpSync(join(root, ".build", folder), join(work, folder), { recursive: true });
  const before = synthesize(built, join(work, "out", "cdktf", folder));
  const after = synthesize(copy, join(work, "out", "cdktn", folder));
  const names = [...before.keys()].sort();
  if (!isDeepStrictEqual(names, [...after.keys()].sort())) throw new Error(`${program}: not the same stacks`);
  for (const name of names) {
    const [one, other] = [before.get(name), after.get(name)];
    const versions = [takeVersion(one), takeVersion(other)];
    if (versions[1] !== CDKTN) throw new Error(`${name} was synthesized by ${versions[1]}, not by cdktn ${CDKTN}`);
    const found = difference(one, other);
    if (found !== undefined) throw new Error(`${name} differs at ${found}`);
    const resources = Object.values(one.resource).reduce((sum, each) => sum + Object.keys(each).length, 0);
    say(`${name}: ${resources} resources, equal with ${versions[0]} and cdktn ${versions[1]}`);
  }
}

/** The tests of the constructs, each `cdktf` that they or a provider import being cdktn. */
function runTests() {
  const config = {
    ...require(join(root, "jest.config.js")),
    rootDir: root,
    testPathIgnorePatterns: ["/node_modules/", "-live\\.test\\.ts$", "rehearsed\\.test\\.ts$"],
  };
  const installed = join(work, "node_modules", "cdktf");
  config.moduleNameMapper = { ...config.moduleNameMapper, "^cdktf$": installed, "^cdktf/(.+)$": `${installed}/$1` };
  const file = join(work, "jest.config.json");
  writeFileSync(file, JSON.stringify(config));
  const jest = join(root, "node_modules", "jest", "bin", "jest.js");
  execFileSync(process.execPath, [jest, "--config", file, "--silent", ...TESTS], { cwd: root, stdio: "inherit" });
  say("the tests of the constructs pass on cdktn");
}

try {
  install();
  for (const program of programs()) compare(program);
  runTests();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
