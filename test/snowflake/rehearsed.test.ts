import { Testing, type TerraformStack } from "cdktf";
import { SnowflakeOnlyStack } from "../../examples/snowflake-only/stack";
import { rules } from "../../src/rehearsal/clouds/snowflake";
import { ExternalFunction, SqlType, Translator, Workspace } from "../../src/snowflake";
import { runTrap, type TerraformConfig } from "../rehearsal/traps/trap";
import { apiIn, emptyStack, roleIn, workspaceIn } from "./fixture";

// Real Terraform over the simulated Snowflake.
jest.setTimeout(120_000);

const json = (stack: TerraformStack) => JSON.parse(Testing.synth(stack, true)) as TerraformConfig;

/** An external function with one translator, and a role that may call it. */
function functionStack(body: string): TerraformConfig {
  const stack = emptyStack();
  const workspace = workspaceIn(stack);
  const requestTranslator = new Translator(stack, "Request", { workspace, name: "F_REQUEST", body });
  new ExternalFunction(stack, "F", {
    workspace,
    name: "F",
    arguments: [{ name: "A", type: SqlType.VARCHAR }],
    integration: apiIn(stack),
    requestTranslator,
  }).grantUsage(roleIn(stack));
  return json(stack);
}

test("the example with Snowflake alone applies, plans empty and leaves nothing", async () => {
  const config = json(new SnowflakeOnlyStack(Testing.app(), "snowflake-only"));
  const applied = await runTrap({ config, rules: [rules] });
  expect([applied.errors, applied.changes]).toEqual([[], {}]);
  expect(applied.state.one("snowflake_stage").attributes.name).toBe("MLFLOW_ARTIFACT_STAGE");
  const destroyed = await runTrap({ config, rules: [rules], destroy: true });
  expect([destroyed.errors, destroyed.state.resources]).toEqual([[], []]);
});

test.each([
  ["content", "return { body: EVENT.body.data[0][1] };", "return { body: EVENT.body.data[0][0] };"],
  ["letter case", "return { runid: 1 };", "return { runId: 1 };"],
])("a translator that changes in %s takes its function and both grants along", async (_, before, after) => {
  const result = await runTrap({ config: functionStack(before), then: [functionStack(after)], rules: [rules] });
  expect([result.errors, result.changes]).toEqual([[], {}]);
  const translator = result.state.one("snowflake_function_javascript").attributes;
  expect(translator.function_definition).toContain(after);
  expect(result.state.one("snowflake_external_function").attributes.request_translator).toBe(
    `MLOPS_DEV.MLFLOW.${String(translator.name)}`,
  );
  const granted = result.state.all("snowflake_grant_privileges_to_account_role").map(({ attributes }) => attributes.id);
  expect(granted.filter((id) => String(id).includes(`${String(translator.name)}"(OBJECT)`))).toHaveLength(1);
  expect(granted.filter((id) => String(id).includes('"F"(VARCHAR)'))).toHaveLength(1);
});

test("Terraform refuses to destroy a protected workspace", async () => {
  const stack = emptyStack();
  new Workspace(stack, "Workspace", { databaseName: "DB", schemaName: "S", warehouseName: "WH", protection: true });
  const result = await runTrap({ config: json(stack), rules: [rules], destroy: true });
  expect(result.errors.join()).toMatch(/Instance cannot be destroyed/);
});
