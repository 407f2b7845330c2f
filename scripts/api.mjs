// `npm run api` compiles the public API with jsii, which refuses what other languages could not use, and writes docs/API.md and
// docs/api/*.md from it with jsii-docgen. `npm run api -- --check` writes nothing and fails where a page differs.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { differences, page, withoutErrorBase } from "./api-pages.mjs";
import { rehearsalPage } from "./api-rehearsal.mjs";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const require = createRequire(import.meta.url);
const work = join(root, ".build", "api");
const read = (file) => readFileSync(file, "utf8");
const manifest = JSON.parse(read(join(root, "package.json")));

/** The public API is checked by the compiler that builds it, or the check says little. */
function sameCompiler() {
  const jsii = require.resolve("jsii/package.json");
  const of = (from) => JSON.parse(read(createRequire(from).resolve("typescript/package.json"))).version;
  const [own, theirs] = [of(join(root, "package.json")), of(jsii)];
  if (own !== theirs) throw new Error(`TypeScript is ${own}, and jsii brings ${theirs}: install jsii's`);
}

/** A copy of the constructs, with the manifest and the configuration that jsii wants. */
function prepare() {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(work, "node_modules"));
  cpSync(join(root, "api"), join(work, "api"), { recursive: true });
  cpSync(join(root, "src"), join(work, "src"), {
    recursive: true,
    filter: (file) => !/^\/src\/(rehearsal|cli)(\/|$)/.test(file.slice(root.length)),
  });
  for (const file of readdirSync(join(work, "src", "core")).filter((name) => name.endsWith(".ts"))) {
    const path = join(work, "src", "core", file);
    writeFileSync(path, withoutErrorBase(read(path)));
  }
  // Every cloud's subpath exports the platform; jsii takes a type once only.
  for (const cloud of ["aws", "azure", "gcp"]) {
    const index = join(work, "src", cloud, "index.ts");
    writeFileSync(index, read(index).replace('export * from "../platform";\n', ""));
  }
  const isConstructs = (name) => name === "cdktf" || name === "constructs" || name.startsWith("@cdktf/");
  const peers = Object.fromEntries(Object.entries(manifest.peerDependencies).filter(([name]) => isConstructs(name)));
  const { name, version, description, license } = manifest;
  const own = {
    ...{ name, version, description, license },
    author: { name: manifest.author, url: "https://www.npmjs.com/package/cdktf-snowflake-mlops" },
    repository: { type: "git", url: "https://www.npmjs.com/package/cdktf-snowflake-mlops" },
    main: "out/api/index.js",
    types: "out/api/index.d.ts",
    jsii: { targets: {}, versionFormat: "short" },
    peerDependencies: peers,
    // jsii wants the oldest version of each peer here.
    devDependencies: Object.fromEntries(Object.entries(peers).map(([peer, range]) => [peer, range.replace(/^\^/, "")])),
  };
  writeFileSync(join(work, "package.json"), JSON.stringify(own));
  writeFileSync(join(work, "README.md"), `${description}\n`);
  const { compilerOptions } = JSON.parse(read(join(root, "tsconfig.base.json")));
  // jsii reads modules as Node 10 does. It makes no package here: the JavaScript is thrown away.
  Object.assign(compilerOptions, { module: "CommonJS", moduleResolution: "node10", lib: ["es2022"] });
  Object.assign(compilerOptions, { rootDir: ".", outDir: "out", declaration: true, noUnusedLocals: false });
  writeFileSync(join(work, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["api"] }));
}

function tool(name, ...args) {
  const found = require.resolve(`${name}/package.json`);
  const { bin } = JSON.parse(read(found));
  const program = join(dirname(found), typeof bin === "string" ? bin : bin[name]);
  const env = {
    ...process.env,
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: "20",
  };
  execFileSync(process.execPath, [program, ...args], { cwd: work, stdio: ["ignore", "inherit", "inherit"], env });
}

/** The pages by their names under docs. */
function written() {
  const spaces = readdirSync(join(work, "pages")).filter((name) => name !== "API.md");
  const pages = new Map(
    spaces.map((name) => [
      `api/${name}`,
      page(read(join(work, "pages", name)), name.replace(/\.md$/, ""), manifest.name),
    ]),
  );
  pages.set("api/rehearsal.md", rehearsalPage(root, manifest.name));
  const links = [...spaces, "rehearsal.md"].map((name) => {
    const space = name.replace(/\.md$/, "");
    return `- [${space === "core" ? manifest.name : `${manifest.name}/${space}`}](api/${name})`;
  });
  const index = `# API\n\nWritten by \`npm run api\` from the types and their comments, one page a subpath:\n\n${links.join("\n")}\n`;
  return pages.set("API.md", index);
}

function onDisk() {
  const folder = join(root, "docs", "api");
  mkdirSync(folder, { recursive: true });
  const names = ["API.md", ...readdirSync(folder).map((name) => `api/${name}`)];
  const found = names.flatMap((name) => {
    try {
      return [[name, read(join(root, "docs", name))]];
    } catch {
      return [];
    }
  });
  return new Map(found);
}

sameCompiler();
prepare();
try {
  tool("jsii", "--tsconfig", "tsconfig.json", "--validate-tsconfig", "minimal", "--silence-warnings", "reserved-word");
} catch {
  process.exit(1);
}
mkdirSync(join(work, "pages"));
tool("jsii-docgen", "--output", "pages/API", "--split-by-submodule");

const after = written();
const before = onDisk();
const found = differences(before, after);
if (process.argv.includes("--check")) {
  if (found.length > 0) {
    console.error(`The public API differs from docs/API.md. If that is meant, run: npm run api\n\n${found.join("\n")}`);
    process.exit(1);
  }
  console.log(`the public API is as documented: ${after.size} pages`);
} else {
  for (const name of before.keys()) if (!after.has(name)) rmSync(join(root, "docs", name));
  for (const [name, text] of after) writeFileSync(join(root, "docs", name), text);
  console.log(found.length === 0 ? "the pages are up to date" : found.join("\n"));
}
