import { Testing } from "cdktf";
import { setAccountSettings } from "../../../../src/rehearsal/clouds/snowflake/account-settings";
import type { Account } from "../../../../src/rehearsal/simulator/account";
import { ExternalFunction, SqlType } from "../../../../src/snowflake";
import { apiIn, emptyStack, roleIn, workspaceIn } from "../../../snowflake/fixture";
import { runTrap, type TerraformConfig } from "../trap";
import { externalFunction, rules, stackOf } from "./stack";

jest.setTimeout(60_000);

const newGeneration = (accounts: Map<string, Account>) => {
  for (const account of accounts.values())
    setAccountSettings(account, { warehouse: { generation: "2", enable_query_acceleration: "true" } });
};

const grantedOn = (externalFunctionGrantedOn: "FUNCTION" | "EXTERNAL_FUNCTION") => (accounts: Map<string, Account>) => {
  for (const account of accounts.values()) setAccountSettings(account, { externalFunctionGrantedOn });
};

describe("an account whose warehouses get another generation and query acceleration", () => {
  test("changes each warehouse that leaves them out, and none that says them", async () => {
    const pinned = { generation: "1", enable_query_acceleration: "false" };
    const config = stackOf({
      snowflake_warehouse: { silent: { name: "SILENT" }, pinned: { name: "PINNED", ...pinned } },
    });
    const result = await runTrap({ config, rules, meanwhile: newGeneration });
    expect(result.errors).toEqual([]);
    expect(result.changes).toMatchObject({ "snowflake_warehouse.silent": "update" });
    expect(Object.keys(result.changes)).not.toContain("snowflake_warehouse.pinned");
  });

  test("leaves the second plan of a workspace empty", async () => {
    const stack = emptyStack();
    workspaceIn(stack);
    const config = JSON.parse(Testing.synth(stack)) as TerraformConfig;
    const result = await runTrap({ config, rules, meanwhile: newGeneration });
    expect([result.errors, result.changes]).toEqual([[], {}]);
  });
});

describe("an account that shows grants on external functions as on EXTERNAL_FUNCTION", () => {
  test("has such a grant in every plan, as the provider does not find its privileges", async () => {
    const config = stackOf({
      snowflake_external_function: { f: externalFunction("F") },
      snowflake_grant_privileges_to_account_role: {
        f: {
          account_role_name: "${snowflake_account_role.kedro.name}",
          privileges: ["USAGE"],
          on_schema_object: [
            { object_type: "FUNCTION", object_name: "${snowflake_external_function.f.fully_qualified_name}" },
          ],
        },
      },
    });
    const result = await runTrap({ config, rules, meanwhile: grantedOn("EXTERNAL_FUNCTION") });
    expect(result.errors).toEqual([]);
    expect(result.changes).toEqual({ "snowflake_grant_privileges_to_account_role.f": "update" });
  });
});

test.each(["FUNCTION", "EXTERNAL_FUNCTION"] as const)(
  "the second plan of an external function with its grant is empty where the account shows it as %s",
  async (shown) => {
    const stack = emptyStack();
    new ExternalFunction(stack, "F", {
      workspace: workspaceIn(stack),
      name: "F",
      arguments: [{ name: "A", type: SqlType.VARCHAR }],
      integration: apiIn(stack),
    }).grantUsage(roleIn(stack));
    const config = JSON.parse(Testing.synth(stack)) as TerraformConfig;
    const result = await runTrap({ config, rules, meanwhile: grantedOn(shown) });
    expect([result.errors, result.changes]).toEqual([[], {}]);
  },
);
