import { GCP_READ_ROLES } from "../../../../src/core/ci-access/read-roles";
import { rules } from "../../../../src/rehearsal/clouds/gcp";
import { DATA_SOURCES, RESOURCES } from "../../../../src/inspect/policy/gcp/table";
import roles from "../../../fixtures/gcp-roles.json";
import { typesOf, withoutRow } from "../types";

const rows = Object.entries(RESOURCES);
const GOOGLE = /^google_/;
const used = typesOf("resource", GOOGLE);
const words = (list: string) => list.split(/\s+/).filter((word) => word !== "");

/** What predefined roles allow: a list that is independent of the table. */
const PREDEFINED: Readonly<Record<string, readonly string[] | undefined>> = roles;

/** Permissions that none of some roles has. */
function missing(permissions: string, granted: readonly string[]): string[] {
  return words(permissions).filter((each) => !granted.some((role) => PREDEFINED[role]?.includes(each)));
}

test("every type of Google Cloud of every stack and example has a row", () => {
  expect(used.length).toBeGreaterThan(20);
  expect(withoutRow(used, RESOURCES)).toEqual([]);
  expect(withoutRow(typesOf("data", GOOGLE), DATA_SOURCES)).toEqual([]);
});

test.each(used)("a table without %s is noticed", (type) => {
  expect(withoutRow(used, Object.fromEntries(rows.filter(([each]) => each !== type)))).toEqual([type]);
});

test("every type of Google Cloud that a rehearsal simulates has a row", () => {
  const simulated = rules.flatMap(({ resources }) => resources.map(({ type }) => type));
  expect(withoutRow(simulated, RESOURCES)).toEqual([]);
  const read = rules.flatMap(({ dataSources = [] }) => dataSources.map(({ type }) => type));
  expect(withoutRow(read, DATA_SOURCES)).toEqual([]);
});

test.each(rows)("the roles of %s have the permissions of a plan and of a deploy", (_, row) => {
  expect(missing(row.read, row.plan)).toEqual([]);
  expect(missing(`${row.read} ${row.write}`, row.deploy)).toEqual([]);
});

test("no role that a plan may have has a permission to write", () => {
  const writes = rows.flatMap(([, { write }]) => words(write));
  expect(writes.length).toBeGreaterThan(50);
  const unknown = GCP_READ_ROLES.filter((role) => PREDEFINED[role] === undefined);
  expect(unknown).toEqual(["roles/cloudkms.viewer"]);
  for (const role of GCP_READ_ROLES.filter((each) => !unknown.includes(each)))
    expect([role, PREDEFINED[role]?.filter((each) => writes.includes(each))]).toEqual([role, []]);
});

test.each(Object.entries(DATA_SOURCES))("the role of data.%s reads it", (_, { role, read }) => {
  expect(missing(read, [role])).toEqual([]);
});

test("a role that lets act as service accounts has that permission", () => {
  expect(PREDEFINED["roles/iam.serviceAccountUser"]).toContain("iam.serviceAccounts.actAs");
});
