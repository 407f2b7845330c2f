// Writes the generated parts of the documentation: sources of stacks and examples as they are, and the table of sizes.
// `node scripts/docs.mjs --check` fails when a part is out of date. Needs a build.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
const FILES = [
  "README.md",
  "docs/aws.md",
  "docs/ci-cd.md",
  "docs/deploy-identities.md",
  "docs/snowflake.md",
  "docs/state.md",
];
const PART = /(<!-- begin: (\w+)(?: ([^ ]+))? -->\n)[\s\S]*?(<!-- end -->)/g;

const WORDS = {
  replicas: "MLflow servers",
  cpuUnits: "vCPU of a server, 1/1024",
  memoryMib: "memory of a server, MiB",
  workers: "workers of a server",
  startupGraceSeconds: "seconds until health checks count",
  databaseStandby: "database standby in a second zone",
  databaseStorageGib: "database storage, GiB",
  backupRetentionDays: "days that backups are kept",
  logRetentionDays: "days that logs are kept",
  privateServers: "servers in private subnets, with NAT",
  requestsPerSecond: "gateway: requests a second",
  requestBurst: "gateway: requests at once",
  protection: "deletion protection, final snapshots",
};

const writers = {
  source(file) {
    const language = extname(file) === ".yml" ? "yaml" : extname(file).slice(1);
    return `\n\`\`\`${language}\n${readFileSync(`${root}/${file}`, "utf8").trimEnd()}\n\`\`\`\n\n`;
  },
  sizes() {
    const { Sizes, Size } = require(`${root}/dist/index.js`);
    const show = (value) => (value === true ? "yes" : value === false ? "no" : String(value));
    const [dev, prod] = [Sizes.defaults(Size.DEV), Sizes.defaults(Size.PROD)];
    const missing = Object.keys(dev).filter((name) => !(name in WORDS));
    if (missing.length > 0) throw new Error(`no words for ${missing.join(", ")}`);
    const rows = Object.entries(WORDS).map(
      ([name, words]) => `| ${words} | ${show(dev[name])} | ${show(prod[name])} |`,
    );
    return `\n| | dev | prod |\n| --- | --- | --- |\n${rows.join("\n")}\n\n`;
  },
};

const stale = [];
for (const file of FILES) {
  const before = readFileSync(`${root}/${file}`, "utf8");
  const filled = before.replace(PART, (_all, begin, kind, argument, end) => {
    if (!(kind in writers)) throw new Error(`${file}: there is no part ${kind}`);
    return `${begin}${writers[kind](argument)}${end}`;
  });
  const after = await format(filled, { parser: "markdown", printWidth: 120 });
  if (after === before) continue;
  stale.push(file);
  if (!process.argv.includes("--check")) writeFileSync(`${root}/${file}`, after);
}
if (stale.length > 0 && process.argv.includes("--check")) {
  console.error(`out of date: ${stale.join(", ")}. Run: npm run docs`);
  process.exit(1);
}
console.log(stale.length === 0 ? "documentation is up to date" : `wrote ${stale.join(", ")}`);
