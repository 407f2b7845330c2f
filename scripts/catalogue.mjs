// Makes src/mlflow/catalogue/data from two JSON files that describe MLflow's REST API and from the reviewed table
// catalogue-review.json beside this script: which operations are offered, their levels, retry safety and limits, and
// where the description is corrected.
//
//   node scripts/catalogue.mjs <endpoints.json> <types.json>
//
// endpoints.json: [{ name, group, method, full_path, request: [{ name, in, type, required, repeated }], first_seen }]
// types.json:     { "<message>": { kind: "message", fields }, "<enum>": { kind: "enum", values } }
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const data = join(here, "..", "src", "mlflow", "catalogue", "data");
const read = (file) => JSON.parse(readFileSync(file, "utf8"));

const [endpointsFile, typesFile] = process.argv.slice(2);
if (!endpointsFile || !typesFile) {
  console.error("usage: node scripts/catalogue.mjs <endpoints.json> <types.json>");
  process.exit(2);
}
const endpoints = read(endpointsFile);
const types = read(typesFile);
const review = read(join(here, "catalogue-review.json"));

const SCALARS = new Set(["string", "bool", "int32", "int64", "double"]);
const unusedRules = new Set(Object.keys(review.fields));
const messages = new Map();

/** The release that first had a route: X.Y.Z.dev0 is the branch on which the next minor release was made. */
function release(seen) {
  const version = typeof seen === "string" ? "3.17.2" : seen.version;
  if (!version.endsWith(".dev0")) return version;
  const [major, minor, patch] = version.split(".").map(Number);
  if (major === 0) return "1.0.0";
  if (major === 2 && minor === 22) return "3.0.0";
  if (patch === 0) return `${major}.${minor}.0`;
  return `${major}.${minor + 1}.0`;
}

function typeOf(name) {
  const map = /^map<string,(.+)>$/.exec(name);
  if (map) return { ...typeOf(map[1]), map: true };
  if (SCALARS.has(name)) return { type: name };
  if (name in review.opaque) return { type: review.opaque[name] };
  const found = types[name];
  if (!found) throw new Error(`type ${name} is in neither ${typesFile} nor the reviewed table`);
  if (found.kind === "enum")
    return { type: "enum", values: Object.keys(found.values).filter((v) => !v.endsWith("_UNSPECIFIED")) };
  addMessage(name);
  return { type: "message", message: name };
}

function rules(owner, field) {
  const found = {};
  for (const key of [`*.${field}`, `${owner}.${field}`]) {
    if (!(key in review.fields)) continue;
    unusedRules.delete(key);
    Object.assign(found, review.fields[key]);
  }
  if (found.format === null) delete found.format;
  return found;
}

function field(owner, source) {
  const type = typeOf(source.type);
  const rule = rules(owner, source.name);
  // A rule of a name (`*.key`) speaks of text and numbers only where the field is of that type.
  if (type.type !== "string") {
    delete rule.format;
    delete rule.maxLength;
  }
  const result = { name: source.name, ...type };
  if (source.in) result.place = source.in;
  if (source.required) result.required = true;
  if (source.repeated && !type.map) result.repeated = true;
  Object.assign(result, rule);
  if (result.required === false) delete result.required;
  return result;
}

function addMessage(name) {
  if (messages.has(name)) return;
  messages.set(name, null);
  const fields = types[name].fields.filter((f) => !f.deprecated).map((f) => field(name, f));
  messages.set(name, { name, fields });
}

function among(table, rpc) {
  return Object.keys(table).find((key) => table[key].includes(rpc));
}

function level(endpoint) {
  if (endpoint.method === "GET") return "READ";
  if (/^delete/i.test(endpoint.name)) return "ADMIN";
  return among(review.levels, endpoint.name) ?? "WRITE";
}

function retry(rpc, own) {
  const measured = among(review.retry, rpc) ?? (own === "READ" ? "SAFE" : undefined);
  if (measured === undefined)
    throw new Error(`measure what a repeated ${rpc} does, and write it into the reviewed table`);
  return measured;
}

function summary(rpc) {
  const found = review.summaries[rpc];
  if (found === undefined) throw new Error(`write into the reviewed table what ${rpc} does`);
  return found;
}

function operation(group, endpoint) {
  const source = [...endpoint.request, ...(review.addedFields[endpoint.name] ?? [])].filter(
    (f) => !(f.name in review.droppedFields),
  );
  const own = level(endpoint);
  return {
    rpc: endpoint.name,
    summary: summary(endpoint.name),
    verb: endpoint.method,
    path: endpoint.full_path,
    group,
    level: own,
    retry: retry(endpoint.name, own),
    firstVersion: release(endpoint.first_seen),
    ...review.operations[endpoint.name],
    fields: source.map((f) => field(endpoint.name, f)),
  };
}

function write(name, value) {
  const rows = value.map((row) => `  ${JSON.stringify(row)}`).join(",\n");
  writeFileSync(join(data, `${name}.json`), `[\n${rows}\n]\n`);
  console.log(`${name}.json: ${value.length}`);
}

for (const [group, sources] of Object.entries(review.groups)) {
  const chosen = endpoints.filter((e) => sources.includes(e.group) && !(e.name in review.leftOut));
  write(
    group,
    chosen.map((e) => operation(group, e)),
  );
}
write(
  "messages",
  [...messages.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
);
write(
  "left-out",
  Object.entries(review.leftOut).map(([what, reason]) => ({ what, reason })),
);

const known = new Set([...Object.values(review.groups).flat(), ...Object.keys(review.leftOut)]);
const unknown = endpoints.filter((e) => !known.has(e.group) && !known.has(e.name));
if (unknown.length > 0) throw new Error(`neither offered nor left out: ${unknown.map((e) => e.name).join(", ")}`);
if (unusedRules.size > 0) throw new Error(`rules for fields that do not exist: ${[...unusedRules].join(", ")}`);
