import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { installCommand } from "../../src/core/optional-packages";
import { ROOT } from "../support/cli";
import { manifest, Packed } from "./consumer";

const MIB = 1024 * 1024;
const packed = new Packed();
const paths = packed.files.map(({ path }) => path);
afterAll(() => packed.remove());

function folderSize(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

test("the tarball holds the build, the Python files and the papers, and nothing else", () => {
  const tops = new Set(paths.map((path) => path.split("/")[0]));
  expect([...tops].sort()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "dist", "package.json", "python"]);
});

test("the tarball holds no TypeScript source, test, build record or map", () => {
  const strange = paths.filter((path) => path.startsWith("dist/") && !/\.(js|d\.ts|json)$/.test(path));
  expect(strange).toEqual([]);
  expect(
    paths.filter((path) => /tsbuildinfo|\.test\.|(^|\/)(examples|stacks|test|bench|__pycache__)\//.test(path)),
  ).toEqual([]);
});

test("what the rehearsal runs in Python is in the tarball", () => {
  expect(paths).toEqual(expect.arrayContaining(["python/requirements.txt", "python/train.py", "python/verify.py"]));
});

test("the JavaScript in the tarball has no comments: they stand in the declarations", () => {
  const main = readFileSync(join(packed.content, "dist", "aws", "platform.js"), "utf8");
  expect(main).not.toMatch(/^\s*(\/\*|\/\/|\*)/m);
  expect(readFileSync(join(packed.content, "dist", "aws", "platform.d.ts"), "utf8")).toContain("/**");
  expect(manifest.scripts.prepack).toContain("scripts/strip-comments.mjs dist");
});

test("every subpath names a file of code and a file of types that are in the tarball", () => {
  const conditions = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === "string" ? [entry] : Object.values(entry as Record<string, string>),
  );
  const files = conditions.map((file) => file.replace("./", ""));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => !existsSync(join(packed.content, file)))).toEqual([]);
});

/** The declarations that one file of declarations imports. */
function importedTypes(file: string): string[] {
  const text = readFileSync(join(packed.content, file), "utf8");
  return [...text.matchAll(/(?:from|import\()\s*"(\.[^"]*)"/g)].map(([, relative = ""]) => {
    const base = join(dirname(file), relative);
    return existsSync(join(packed.content, base, "index.d.ts")) ? join(base, "index.d.ts") : `${base}.d.ts`;
  });
}

test("every type that a subpath reaches is in the tarball, and no declaration of a command is", () => {
  const reached = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === "string" ? [] : [join((entry as { types: string }).types)],
  );
  // The list grows while it is walked.
  for (const file of reached) reached.push(...importedTypes(file).filter((imported) => !reached.includes(imported)));
  expect(reached.length).toBeGreaterThan(200);
  expect(reached.filter((file) => !paths.includes(file))).toEqual([]);
  expect(paths.filter((path) => /^dist\/(cli|rehearsal\/clouds)\/.*\.d\.ts$/.test(path))).toEqual([]);
});

/** What the package holds for clouds beside AWS: constructs, simulated cloud, behaviour tables, prices, policies, pipelines. */
const FURTHER_CLOUDS = [
  /(^|\/)(azure|azuread|azurerm)(\/|\.(js|json)$)/,
  /(^|\/)(gcp|google|google-beta)(\/|\.(js|json)$)/,
];

function compressedKilobytes(files: readonly string[]): number {
  const options = { maxBuffer: 16 * MIB };
  return execFileSync("tar", ["-cz", "-C", packed.content, ...files], options).length / 1000;
}

test("with one cloud the tarball is smaller than 700 KB, and each further cloud adds less than 250 KB", () => {
  const without = (left: readonly RegExp[]) =>
    compressedKilobytes(paths.filter((path) => !left.some((cloud) => cloud.test(path))));
  const oneCloud = without(FURTHER_CLOUDS);

  expect(oneCloud).toBeLessThan(700);
  for (const cloud of FURTHER_CLOUDS)
    expect(without(FURTHER_CLOUDS.filter((other) => other !== cloud)) - oneCloud).toBeLessThan(250);
});

test("whoever installs the package finds its source and where to report a problem", () => {
  const { repository, homepage, bugs } = manifest;
  expect(homepage).toBe(repository.url.replace(/^git\+(.*)\.git$/, "$1#readme"));
  expect(bugs).toBe(repository.url.replace(/^git\+(.*)\.git$/, "$1/issues"));
});

test("an installation for AWS weighs less than 10 MB over cdktf, constructs and the bindings", () => {
  const dependencies = Object.keys(manifest.dependencies).map((name) => folderSize(join(ROOT, "node_modules", name)));
  const total = folderSize(packed.content) + dependencies.reduce((sum, size) => sum + size, 0);
  expect(total / MIB).toBeLessThan(10);
});

test("a dependency of the package brings none of its own, so that the sum above is all", () => {
  const of = (name: string) =>
    JSON.parse(readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8")) as { dependencies?: object };
  const further = Object.keys(manifest.dependencies).flatMap((name) => Object.keys(of(name).dependencies ?? {}));
  expect(further).toEqual([]);
});

const dist = join(packed.content, "dist");
const code = readdirSync(dist, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".js"))
  .map((file) => readFileSync(join(dist, file), "utf8"));

function matches(pattern: RegExp): string[] {
  return [...new Set(code.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? "")))];
}

function packageOf(path: string): string {
  return path.split("/", path.startsWith("@") ? 2 : 1).join("/");
}

test("whatever the code requires is a dependency or a required peer, and the cloud's bindings an optional one", () => {
  const paths = matches(/\brequire\("([^"]+)"\)/g).filter((path) => !path.startsWith(".") && !isBuiltin(path));
  const required = new Set(paths.map(packageOf));
  expect(required.size).toBeGreaterThan(5);
  const unknown = [...required].filter(
    (name) => !(name in manifest.dependencies) && !(name in manifest.peerDependencies),
  );
  expect(unknown).toEqual([]);
  const optional = [...required].filter((name) => manifest.peerDependenciesMeta[name]?.optional === true);
  expect(optional.sort()).toEqual([
    "@cdktf/provider-aws",
    "@cdktf/provider-azuread",
    "@cdktf/provider-azurerm",
    "@cdktf/provider-google",
    "@cdktf/provider-google-beta",
  ]);
});

test("whatever is loaded at first use is an optional peer, and the message installs a version that fits", () => {
  const loaded = matches(/\bloadOptional\)?\("([^"]+)"/g);
  expect(loaded.length).toBeGreaterThan(3);
  for (const name of loaded) {
    expect([name, manifest.peerDependenciesMeta[name]?.optional]).toEqual([name, true]);
    const version = installCommand([name]).replace(`npm install --save-dev ${name}@`, "");
    expect([name, manifest.peerDependencies[name]]).toEqual([name, expect.stringContaining(version)]);
    expect(version).toMatch(/^\d/);
  }
});

test("publint finds nothing to mend or to suggest", () => {
  const publint = join(ROOT, "node_modules", "publint", "src", "cli.js");
  const output = execFileSync(process.execPath, [publint, "run", packed.tarball, "--strict"], { encoding: "utf8" });
  expect(output).toContain("All good!");
});

test("Are The Types Wrong finds no problem in any way to resolve a subpath", () => {
  const attw = join(ROOT, "node_modules", "@arethetypeswrong", "cli", "dist", "index.js");
  const output = execFileSync(process.execPath, [attw, packed.tarball, "--format", "json"], { encoding: "utf8" });
  const { analysis, problems } = JSON.parse(output) as {
    analysis: { entrypoints: Record<string, unknown> };
    problems?: Record<string, unknown>;
  };
  expect(Object.keys(analysis.entrypoints).sort()).toEqual(Object.keys(manifest.exports).sort());
  expect(problems ?? {}).toEqual({});
});
