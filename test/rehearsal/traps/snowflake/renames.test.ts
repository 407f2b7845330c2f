import { grants } from "../../../../src/rehearsal/clouds/snowflake/access";
import { runTrap, type TrapResult } from "../trap";
import { externalFunction, FOUNDATION, rules, stackOf } from "./stack";

const role = { account_role_name: "${snowflake_account_role.kedro.name}" };
const usage = { ...role, privileges: ["USAGE"] };

/** Database, schema and warehouse under other names, with a function in the schema and grants on all of them. */
function renamed(names: { database?: string; schema?: string; warehouse?: string } = {}) {
  const { database = "MLOPS_DEV", schema = "MLFLOW", warehouse = "MLOPS_DEV_WH" } = names;
  const on = (object_type: string, address: string) => [
    { object_type, object_name: `\${${address}.fully_qualified_name}` },
  ];
  return stackOf(
    {
      snowflake_database: { db: { name: database } },
      snowflake_schema: { schema: { database: "${snowflake_database.db.name}", name: schema } },
      snowflake_warehouse: { wh: { name: warehouse, warehouse_size: "XSMALL", auto_suspend: 60 } },
      snowflake_external_function: { f: externalFunction("F") },
      snowflake_grant_privileges_to_account_role: {
        database: { ...usage, on_account_object: on("DATABASE", "snowflake_database.db") },
        warehouse: { ...usage, on_account_object: on("WAREHOUSE", "snowflake_warehouse.wh") },
        schema: { ...usage, on_schema: [{ schema_name: "${snowflake_schema.schema.fully_qualified_name}" }] },
        function: { ...usage, on_schema_object: on("FUNCTION", "snowflake_external_function.f") },
        all: {
          ...usage,
          on_schema_object: [
            {
              all: [{ object_type_plural: "PROCEDURES", in_schema: "${snowflake_schema.schema.fully_qualified_name}" }],
            },
          ],
        },
      },
    },
    { foundation: FOUNDATION },
  );
}

const GRANT = "snowflake_grant_privileges_to_account_role";

const granted = ({ accounts }: TrapResult) =>
  [...accounts.values()].flatMap((account) => grants(account).map(({ on, name }) => `${on} ${name}`)).sort();

describe.each([
  ["warehouse", { warehouse: "OTHER_WH" }, ["warehouse"], ['WAREHOUSE "OTHER_WH"']],
  ["schema", { schema: "OTHER" }, ["schema", "function", "all"], ['SCHEMA "MLOPS_DEV"."OTHER"']],
  [
    "database",
    { database: "OTHER" },
    ["database", "schema", "function", "all"],
    ['DATABASE "OTHER"', 'SCHEMA "OTHER"."MLFLOW"', 'FUNCTION "OTHER"."MLFLOW"."F"(VARCHAR)'],
  ],
])("a new name of the %s", (kind, names, replaced, after) => {
  let result: TrapResult;

  beforeAll(async () => {
    result = await runTrap({ config: renamed(), then: [renamed(names)], rules });
  }, 60_000);

  test("is applied, and the next plan is empty", () => {
    expect([result.errors, result.changes]).toEqual([[], {}]);
  });

  test("renames it in place and replaces the grants that name it, and no other", () => {
    const plan = result.planned[1] ?? {};
    expect(
      plan[{ warehouse: "snowflake_warehouse.wh", schema: "snowflake_schema.schema" }[kind] ?? "snowflake_database.db"],
    ).toBe("update");
    const changed = Object.entries(plan).filter(([address]) => address.startsWith(GRANT));
    expect(changed.sort()).toEqual(replaced.map((name) => [`${GRANT}.${name}`, "replace"]).sort());
  });

  test("leaves every grant under the new name", () => {
    expect(granted(result)).toEqual(expect.arrayContaining(after));
    expect(granted(result)).toHaveLength(4);
  });
});

test("a new name of the database replaces the schema and what is in it", async () => {
  const { planned } = await runTrap({ config: renamed(), then: [renamed({ database: "OTHER" })], rules });
  expect(planned[1]).toMatchObject({
    "snowflake_schema.schema": "replace",
    "snowflake_external_function.f": "replace",
    "snowflake_function_javascript.translator": "replace",
  });
}, 60_000);

test("quotes around a name are no difference", async () => {
  const by = (name: string) =>
    stackOf({
      snowflake_warehouse: { quoted: { name } },
      [GRANT]: {
        wh: {
          ...usage,
          on_account_object: [{ object_type: "WAREHOUSE", object_name: name }],
          depends_on: ["snowflake_warehouse.quoted"],
        },
      },
    });
  const result = await runTrap({ config: by("WH_2"), then: [by('"WH_2"')], rules });
  expect([result.errors, result.planned[1]]).toEqual([[], {}]);
}, 60_000);

test("a warehouse's size is changed in place, and taken out of the configuration replaces the warehouse", async () => {
  const sized = (size: object) => stackOf({ snowflake_warehouse: { sized: { name: "SIZED", ...size } } });
  const result = await runTrap({
    config: sized({ warehouse_size: "XSMALL" }),
    then: [sized({ warehouse_size: "X-SMALL" }), sized({ warehouse_size: "SMALL" }), sized({})],
    rules,
  });
  expect(result.errors).toEqual([]);
  expect(result.planned.slice(1)).toEqual([
    {},
    { "snowflake_warehouse.sized": "update" },
    { "snowflake_warehouse.sized": "replace" },
  ]);
}, 60_000);
