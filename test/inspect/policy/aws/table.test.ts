import { rules } from "../../../../src/rehearsal/clouds/aws";
import { words, type Row } from "../../../../src/inspect/policy/aws/row";
import { DATA_SOURCES, RESOURCES } from "../../../../src/inspect/policy/aws/table";
import { ANYWHERE } from "../../../../src/inspect/policy/aws/table/anywhere";
import { programs, synthesizeProgram } from "../../../support/synthesized-stacks";
import { KNOWN } from "./iam-actions";

const rows = Object.entries(RESOURCES);
const readsOf = (row: Row): string[] => words(`${row.read} ${row.readOfAll ?? ""}`);
const actionsOf = (row: Row): string[] => [...readsOf(row), ...words(`${row.create} ${row.update} ${row.delete}`)];
const serviceOf = (action: string) => action.split(":")[0] ?? "";
const all = [
  ...rows.flatMap(([, row]) => [...actionsOf(row), ...(row.when ?? []).flatMap(({ actions }) => words(actions))]),
  ...Object.values(DATA_SOURCES).flatMap(words),
];

/** AWS types of a synthesized stack that the table does not hold. */
function withoutRow(used: readonly string[], table: object): string[] {
  return used.filter((type) => !(type in table));
}

const stacks = programs().flatMap((program) => Object.values(synthesizeProgram(program)));
const typesOf = (kind: "resource" | "data"): string[] => {
  const types = stacks.flatMap((stack) => Object.keys((stack[kind] ?? {}) as object));
  return [...new Set(types)].filter((type) => type.startsWith("aws_")).sort();
};

test("every AWS type of every stack and example has a row", () => {
  expect(typesOf("resource").length).toBeGreaterThan(35);
  expect(withoutRow(typesOf("resource"), RESOURCES)).toEqual([]);
  expect(withoutRow(typesOf("data"), DATA_SOURCES)).toEqual([]);
});

test.each(typesOf("resource"))("a table without %s is noticed", (type) => {
  const others = Object.fromEntries(rows.filter(([each]) => each !== type));
  expect(withoutRow(typesOf("resource"), others)).toEqual([type]);
});

test("every AWS type that a rehearsal simulates has a row", () => {
  const simulated = rules.resources.map(({ type }) => type);
  expect(withoutRow(simulated, RESOURCES)).toEqual([]);
  expect(
    withoutRow(
      (rules.dataSources ?? []).map(({ type }) => type),
      DATA_SOURCES,
    ),
  ).toEqual([]);
});

test("every action of the table exists", () => {
  expect(all.length).toBeGreaterThan(300);
  expect([...new Set(all)].filter((action) => !KNOWN.has(action))).toEqual([]);
});

test("what a row reads does not write", () => {
  // API Gateway has one action for all reading, GET, which is listed as such.
  const writes = rows.flatMap(([type, row]) =>
    readsOf(row)
      .filter((action) => !["read", "list"].includes(KNOWN.get(action)?.level ?? ""))
      .map((action) => `${type}: ${action}`),
  );
  expect(writes).toEqual([]);
});

test("actions that AWS grants on * alone are exactly those marked so", () => {
  const named = rows.filter(([, row]) => !row.on.includes("*")).flatMap(([, row]) => actionsOf(row));
  const ofOtherServices = (action: string) => ["ec2"].includes(serviceOf(action));
  const unscoped = [...new Set(named)].filter(
    (action) => KNOWN.get(action)?.arns.length === 0 && !ofOtherServices(action),
  );
  expect([...ANYWHERE].sort()).toEqual(unscoped.sort());
});

/** An ARN as the template would give it. */
const sample = (template: string) =>
  template.replace(/\{[^}]*\}/g, (part) => /'(.*)'/.exec(part)?.[1] ?? "x").replace(/\*/g, "x");

test.each(rows.filter(([, row]) => !row.on.includes("*")))("%s is scoped to ARNs that its actions take", (_, row) => {
  const scoped = actionsOf(row).filter(
    // The list merges the two pages of API Gateway, and keeps the ARNs of one.
    (action) => !ANYWHERE.has(action) && !["ec2", "apigateway"].includes(serviceOf(action)),
  );
  const samples = row.on.map(sample);
  const useless = scoped.filter(
    (action) => !KNOWN.get(action)?.arns.some(({ pattern }) => samples.some((arn) => pattern.test(arn))),
  );
  // Of the kinds of load balancer the list requires each; a statement names one.
  const incomplete = scoped
    .filter((action) => serviceOf(action) !== "elasticloadbalancing")
    .filter((action) =>
      KNOWN.get(action)?.arns.some(({ pattern, required }) => required && !samples.some((arn) => pattern.test(arn))),
    );
  expect({ useless, incomplete }).toEqual({ useless: [], incomplete: [] });
});
