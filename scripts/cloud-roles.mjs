// Writes test/fixtures/azure-roles.json and gcp-roles.json: what the built-in roles of the tables in src/inspect/policy allow.
// `node scripts/cloud-roles.mjs <folder>`, with a checkout of https://github.com/iann0036/iam-dataset, which reads the vendors' lists.
// Of Google Cloud's roles, which have hundreds of permissions, only those that the table names are kept. Needs a build.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const root = join(import.meta.dirname, "..");
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Specify the folder of a checkout of iam-dataset");

const table = (cloud) => require(join(root, "dist", "inspect", "policy", cloud, "table"));
const read = (...path) => JSON.parse(readFileSync(join(folder, ...path), "utf8"));
const sorted = (texts) => [...new Set(texts)].sort();
const write = (name, content) =>
  writeFileSync(join(root, "test", "fixtures", name), `${JSON.stringify(content, undefined, 2)}\n`);

function azure() {
  const { RESOURCES, DATA_SOURCES } = table("azure");
  const rows = Object.values(RESOURCES);
  const ids = Object.keys(JSON.parse(readFileSync(join(root, "src/inspect/policy/azure/role-ids.json"), "utf8")));
  const names = sorted([
    ...rows.flatMap(({ role, joins = {} }) => [role, ...Object.values(joins)]),
    ...Object.values(DATA_SOURCES).flatMap(({ role }) => role ?? []),
    ...["Reader", "Contributor", "Storage Blob Data Reader", "Storage Blob Data Contributor", ...ids],
  ]);
  const all = new Map(read("azure", "built-in-roles-raw.json").map((role) => [role.roleName, role]));
  const found = names.filter((name) => all.has(name));
  return found.map((name) => {
    const role = all.get(name);
    const list = (kind) => sorted(role.permissions.flatMap((each) => each[kind]));
    return [name, { id: role.name, actions: list("actions"), notActions: list("notActions") }];
  });
}

function gcp() {
  const { RESOURCES, DATA_SOURCES } = table("gcp");
  const rows = [...Object.values(RESOURCES), ...Object.values(DATA_SOURCES)];
  const known = new Set(rows.flatMap(({ read, write = "" }) => `${read} ${write}`.split(/\s+/)));
  const roles = sorted([
    ...rows.flatMap(({ deploy = [], plan = [], role }) => [...deploy, ...plan, ...(role === undefined ? [] : [role])]),
    ...["roles/iam.serviceAccountUser", "roles/storage.objectViewer", "roles/storage.objectAdmin"],
  ]);
  known.add("iam.serviceAccounts.actAs");
  return roles.map((role) => {
    const { includedPermissions } = read("gcp", "roles", `${role.replace("roles/", "")}.json`);
    return [role, sorted(includedPermissions.filter((each) => known.has(each)))];
  });
}

write("azure-roles.json", Object.fromEntries(azure()));
write("gcp-roles.json", Object.fromEntries(gcp()));
