import {
  AZURE_READ_ACTIONS,
  AZURE_READ_ROLES,
  GRAPH_READ_PERMISSIONS,
} from "../../../../src/core/ci-access/read-roles";
import { azureRolesFor } from "../../../../src/inspect/policy/azure";
import { Purpose } from "../../../../src/inspect/policy/purpose";
import { azureDevStack } from "../../stack";
import { rules } from "../../../../src/rehearsal/clouds/azure";
import roleIds from "../../../../src/inspect/policy/azure/role-ids.json";
import { DATA_SOURCES, RESOURCES } from "../../../../src/inspect/policy/azure/table";
import type { Row } from "../../../../src/inspect/policy/azure/row";
import { typesOf, withoutRow } from "../types";
import { allows, BUILT_IN } from "./built-in-roles";

const rows = Object.entries(RESOURCES);
const AZURE = /^azure(rm|ad)_/;
const used = typesOf("resource", AZURE);
const words = (list = "") => list.split(/\s+/).filter((word) => word !== "");

/** All that a deploy calls in a resource group. */
const deployActions = ({ type, actions }: Row): string[] => [
  ...(type === undefined ? [] : ["read", "write", "delete"].map((verb) => `${type}/${verb}`)),
  ...words(actions),
];

/** The delegation key of a user signs what the user itself may do, which is to read. */
const READS = /\/read$|^\*\/read$|\/generateUserDelegationKey\/action$/;

/** Actions of other resources, which the roles of `joins` or of the other type's row allow. */
const OF_OTHERS = /\/(join|sharedKeys)\/action$/;

test("every Azure type of every stack and example has a row", () => {
  expect(used.length).toBeGreaterThan(30);
  expect(withoutRow(used, RESOURCES)).toEqual([]);
  expect(withoutRow(typesOf("data", AZURE), DATA_SOURCES)).toEqual([]);
});

test.each(used)("a table without %s is noticed", (type) => {
  expect(withoutRow(used, Object.fromEntries(rows.filter(([each]) => each !== type)))).toEqual([type]);
});

test("every Azure type that a rehearsal simulates has a row", () => {
  const simulated = rules.flatMap(({ resources }) => resources.map(({ type }) => type));
  expect(withoutRow(simulated, RESOURCES)).toEqual([]);
  const read = rules.flatMap(({ dataSources = [] }) => dataSources.map(({ type }) => type));
  expect(withoutRow(read, DATA_SOURCES)).toEqual([]);
});

test.each(rows.filter(([, { type }]) => type !== undefined))("the role of %s allows what a deploy calls", (_, row) => {
  expect(BUILT_IN).toHaveProperty([row.role]);
  const own = deployActions(row).filter((action) => !OF_OTHERS.test(action));
  expect(own.filter((action) => !allows(row.role, action))).toEqual([]);
});

test("an action of another resource is allowed by the role that the row joins it with, or by Contributor", () => {
  for (const [, row] of rows) {
    const roles = [row.role, "Contributor", ...Object.values(row.joins ?? {})];
    expect(deployActions(row).filter((action) => !roles.some((role) => allows(role, action)))).toEqual([]);
  }
});

test("Contributor allows all management but access, so that it stands for the smaller roles on its scope", () => {
  for (const [type, row] of rows.filter(([, { role }]) => !/Administrator$/.test(role)))
    expect([type, deployActions(row).filter((action) => !allows("Contributor", action))]).toEqual([type, []]);
  expect(allows("Contributor", "Microsoft.Authorization/roleAssignments/write")).toBe(false);
});

test("Reader reads every type, and has none of the actions that a plan needs besides", () => {
  for (const [, { type, reads }] of rows.filter(([, row]) => row.type !== undefined)) {
    expect(allows("Reader", `${type ?? ""}/read`)).toBe(true);
    for (const action of words(reads)) expect([action, allows("Reader", action)]).toEqual([action, false]);
  }
});

test("what a plan calls besides is exactly what its roles may contain", () => {
  const actions = rows.flatMap(([, { reads }]) => words(reads));
  expect(new Set(actions)).toEqual(new Set(AZURE_READ_ACTIONS));
});

test("a role of a plan reads, as far as the list of the built-in roles is known here", () => {
  const known = AZURE_READ_ROLES.filter((role) => BUILT_IN[role] !== undefined);
  expect(known).toEqual(["Reader", "Key Vault Secrets User", "Storage Blob Data Reader"]);
  for (const role of known)
    expect([role, BUILT_IN[role]?.actions.filter((action) => !READS.test(action))]).toEqual([role, []]);
});

test("a plan of every stack has no other role than those that read", () => {
  const { roles } = azureRolesFor(azureDevStack(), Purpose.PLAN);
  const listed: readonly string[] = [...AZURE_READ_ROLES, ...GRAPH_READ_PERMISSIONS];
  const others = roles.filter(({ role }) => !listed.includes(role));
  expect(others.map(({ role }) => role)).toEqual(["azure-dev-plan"]);
  for (const action of others.flatMap(({ actions = [] }) => actions)) expect(AZURE_READ_ACTIONS).toContain(action);
});

test("the IDs of the roles in conditions are those of Azure", () => {
  for (const [name, id] of Object.entries(roleIds)) expect([name, BUILT_IN[name]?.id]).toEqual([name, id]);
});
