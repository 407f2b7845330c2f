// Writes the generated sections of the documentation: sources of stacks and examples, settings, sizes, help and more.
// `node scripts/docs.mjs --check` fails if a section is out of date, or a line is too long. Needs a build.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { FIGURES } from "../bench/figures.mjs";
import { cloudsTable } from "./clouds-table.mjs";
import { longLines, MOST_CHARACTERS, pagesOf } from "./docs-lines.mjs";
import { functionsOf } from "./functions-page.mjs";
import { settingsTable } from "./settings-table.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
const FILES = [
  "README.md",
  "docs/aws.md",
  "docs/aws-settings.md",
  "docs/azure.md",
  "docs/azure-settings.md",
  "docs/bench.md",
  "docs/ci-cd.md",
  "docs/cli.md",
  "docs/deploy-identities.md",
  "docs/functions.md",
  "docs/gcp.md",
  "docs/gcp-settings.md",
  "docs/kedro.md",
  "docs/library.md",
  "docs/serving.md",
  "docs/snowflake.md",
  "docs/state.md",
];
const PART = /(<!-- begin: (\w+)(?: ([^ ]+))? -->\n)[\s\S]*?(<!-- end -->)/g;

const WORDS = {
  replicas: "MLflow servers",
  vcpu: "vCPU of a server",
  memoryMib: "memory of a server, MiB",
  workers: "workers of a server",
  startupGraceSeconds: "seconds until health checks count",
  databaseStandby: "database standby in a second zone",
  databaseStorageGib: "database storage, GiB",
  backupRetentionDays: "days that backups are kept",
  logRetentionDays: "days that logs are kept",
  privateServers: "servers in private subnets, with NAT",
  requestsPerSecond: "gateway: requests per second",
  requestBurst: "gateway: concurrent requests",
  protection: "deletion protection, final snapshots",
};

const AWS_WORDS = {
  databaseInstanceClass: "database instance",
  databaseMaxStorageGib: "database storage grows up to, GiB",
  databaseMaxCapacityAcu: "largest capacity of Aurora, ACU",
  natGateways: "NAT gateways, where servers are in private subnets",
  secretRecoveryDays: "days that a deleted secret can be restored",
  executeCommand: "sessions in the containers (ECS Exec)",
  accessLogs: "access logs of bucket and load balancers",
  observability: "alarms and a dashboard",
  alarmLatencySeconds: "alarm: p99 latency, seconds",
  alarmDatabaseConnections: "alarm: database connections",
  alarmDatabaseFreeStorageGib: "alarm: free database storage, GiB",
};

/** What a row of Azure's table is called. */
const AZURE_WORDS = {
  network: "network",
  databaseSkuName: "database SKU",
  backupRetentionDays: "days that backups are kept",
  minReplicas: "replicas that always run",
  maxReplicas: "replicas at most",
  vcpu: "vCPU of a replica",
  zoneRedundant: "replicas in several zones",
  logRetentionDays: "days that logs are kept",
  observability: "alarms and a request log",
  alarmLatencySeconds: "alarm: latency, seconds",
  alarmDatabaseConnections: "alarm: database connections",
};

/** What a row of Google Cloud's table is called. */
const GCP_WORDS = {
  databaseTier: "database tier",
  databaseStorageGib: "storage of the database, GiB",
  backupRetentionDays: "daily backups that are kept",
  minInstances: "instances that always run",
  maxInstances: "instances at most",
  vcpu: "vCPU of MLflow in an instance",
  memoryMib: "memory of MLflow in an instance, MiB",
  softDeleteDays: "days that removed artifacts can be restored",
  observability: "alarms and a request log",
  alarmLatencySeconds: "alarm: p99 latency, seconds",
};

const writers = {
  source(file) {
    const language = extname(file) === ".yml" ? "yaml" : extname(file).slice(1);
    return `\n\`\`\`${language}\n${readFileSync(`${root}/${file}`, "utf8").trimEnd()}\n\`\`\`\n\n`;
  },
  sizes() {
    const { Sizes, Size } = require(`${root}/dist/index.js`);
    return sizesTable(WORDS, Sizes.defaults(Size.DEV), Sizes.defaults(Size.PROD));
  },
};

// The defaults of a size on each cloud: `aws_sizes`.
for (const [cloud, name, words] of [
  ["aws", "AwsSizes", AWS_WORDS],
  ["azure", "AzureSizes", AZURE_WORDS],
  ["gcp", "GcpSizes", GCP_WORDS],
])
  writers[`${cloud}_sizes`] = () => {
    const { Size } = require(`${root}/dist/index.js`);
    const { [name]: sizes } = require(`${root}/dist/${cloud}/index.js`);
    return sizesTable(words, sizes.defaults(Size.DEV), sizes.defaults(Size.PROD));
  };

function sizesTable(words, dev, prod) {
  const show = (value) => (value === true ? "yes" : value === false ? "no" : String(value));
  const missing = Object.keys(dev).filter((name) => !(name in words));
  if (missing.length > 0) throw new Error(`no words for ${missing.join(", ")}`);
  const rows = Object.entries(words).map(([name, text]) => `| ${text} | ${show(dev[name])} | ${show(prod[name])} |`);
  return `\n| | dev | prod |\n| --- | --- | --- |\n${rows.join("\n")}\n\n`;
}

/** Idle cost of an environment. */
function idleCost(name) {
  const { CLOUD_PRICES, idleCostOf, resourcesOf } = require(`${root}/dist/inspect/cost/index.js`);
  const cost = idleCostOf(CLOUD_PRICES[name.split("-")[0]], resourcesOf(synthesized(name)));
  if (cost.unpriced.length > 0) throw new Error(`src/inspect/cost has no price of ${cost.unpriced.join(", ")}`);
  return cost;
}

/** Idle cost of the environments of a cloud. */
writers.cost = (cloud) => {
  const { region, date } = require(`${root}/dist/inspect/cost/index.js`).CLOUD_PRICES[cloud];
  const stacks = ["dev", "prod"].map((size) => `${cloud}-${size}`).map((name) => [name, idleCost(name)]);
  const parts = [...new Set(stacks.flatMap(([, cost]) => Object.keys(cost.parts)))];
  const dollars = (value) => (value === undefined ? "-" : `$${value.toFixed(2)}`);
  const row = (part, of) => `| ${part} | ${stacks.map(([, cost]) => dollars(of(cost))).join(" | ")} |`;
  return [
    `\n| idle, a month | ${stacks.map(([name]) => name).join(" | ")} |\n| --- | ${stacks.map(() => "--- |").join(" ")}`,
    ...parts.map((part) => row(part, (cost) => cost.parts[part])),
    `${row("**sum**", (cost) => cost.total)}\n`,
    `List prices of ${region}, ${date}, from one table (\`src/inspect/cost/${cloud}.ts\`); traffic, requests and stored artifacts come on top.\n\n`,
  ].join("\n");
};

/** The clouds side by side. */
writers.clouds = () => {
  const idle = (name) => idleCost(name).total;
  const resources = (name) =>
    Object.values(synthesized(name).resource).reduce((sum, blocks) => sum + Object.keys(blocks).length, 0);
  return `\n${cloudsTable(idle, resources)}\n\nIdle costs are list prices a month, from \`src/inspect/cost\`; traffic, requests and stored artifacts come on top.\n\n`;
};

writers.bench = () => {
  const rows = Object.values(FIGURES).map(({ what, limit, ceiling, how }) => {
    const reached = ceiling === undefined ? String(limit) : `${limit} aimed at, kept below ${ceiling}`;
    return `| ${what} | ${reached} | ${how} |`;
  });
  return `\n| figure | limit | how |\n| --- | --- | --- |\n${rows.join("\n")}\n\n`;
};

/** What checkov finds in the stacks of a cloud that is so on purpose; its checks name the cloud: `CKV_AZURE_59`. */
writers.checkov = (cloud) => {
  const { accepted } = JSON.parse(readFileSync(`${root}/src/cli/checkov/accepted.json`, "utf8"));
  const rows = accepted
    .filter(({ check }) => check.split("_")[1] === cloud.toUpperCase())
    .map(({ check, types, reason }) => `| ${check} | ${types.map((type) => `\`${type}\``).join(", ")} | ${reason} |`);
  if (rows.length === 0) throw new Error(`accepted.json has no check of ${cloud}`);
  return `\n| check | resource | why |\n| --- | --- | --- |\n${rows.join("\n")}\n\n`;
};

writers.settings = (source) => settingsTable(root, source);

writers.functions = (group) => functionsOf(group, root, require);

const mlops = (...args) =>
  execFileSync(process.execPath, [join(root, "dist/cli/main.js"), ...args], { cwd: root, encoding: "utf8" }).trimEnd();
const block = (language, text) => `\n\`\`\`${language}\n${text}\n\`\`\`\n\n`;

/** What the command prints without arguments. */
writers.first_steps = () => block("text", mlops());

/** The help of each command; a command without a section in docs/cli.md is an error. */
writers.help = (command) => {
  const cli = readFileSync(`${root}/docs/cli.md`, "utf8");
  const commands = [...mlops("--help").matchAll(/^ {2}([a-z-]+) (?:\[options\] )?[<[]/gm)].map(([, name]) => name);
  const missing = commands.filter((name) => name !== "help" && !cli.includes(`begin: help ${name} `));
  if (missing.length > 0) throw new Error(`docs/cli.md has no section for mlops ${missing.join(", ")}`);
  return block("text", mlops("help", command));
};

/** The files that kedro-snowflake gets. */
writers.kedro = (stack) => block("yaml", mlops("kedro", stack));

writers.critical_path = (stack) => block("text", mlops("graph", stack, "--critical-path"));

/** Of the SQL of a stack: its head, one statement of the long kinds, and its end. */
writers.sql = (stack) => {
  const { previewSql, toScript } = require(`${root}/dist/inspect/sql/index.js`);
  const { SynthesizedStack } = require(`${root}/dist/inspect/stack/index.js`);
  const [head, ...resources] = toScript(stack, previewSql(new SynthesizedStack(synthesized(stack))))
    .trimEnd()
    .split(/^(?=-- snowflake_)/m);
  const left = "-- ...\n";
  const firstOf = (type) => resources.filter((text) => text.startsWith(`-- ${type}.`)).slice(0, 1);
  const shown = [
    head,
    ...firstOf("snowflake_database"),
    ...firstOf("snowflake_api_integration"),
    left,
    ...firstOf("snowflake_external_function"),
    left,
    ...resources.slice(-3),
  ];
  return block("sql", shown.map((text) => text.trimEnd()).join("\n\n"));
};

let outdir;
function synthesized(name) {
  if (outdir === undefined) {
    outdir = mkdtempSync(join(tmpdir(), "mlops-docs-"));
    execFileSync(process.execPath, [join(root, ".build/stacks/main.js")], {
      env: { ...process.env, CDKTF_OUTDIR: outdir },
    });
  }
  return JSON.parse(readFileSync(join(outdir, "stacks", name, "cdk.tf.json"), "utf8"));
}

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
if (outdir !== undefined) rmSync(outdir, { recursive: true });
if (process.argv.includes("--check")) {
  if (stale.length > 0) console.error(`out of date: ${stale.join(", ")}. Run: npm run docs`);
  const long = pagesOf(root).flatMap((page) => longLines(root, page));
  if (long.length > 0) console.error(`lines longer than ${MOST_CHARACTERS} characters: ${long.join(", ")}. Break them`);
  if (stale.length + long.length > 0) process.exit(1);
}
console.log(stale.length === 0 ? "documentation is up to date" : `wrote ${stale.join(", ")}`);
