import { Testing, type TerraformStack } from "cdktf";
import { SnowflakeOnlyStack } from "../../examples/snowflake-only/stack";
import { rules } from "../../src/rehearsal/clouds/snowflake";
import { ExternalFunction, Procedure, SqlType, Translator, Workspace } from "../../src/snowflake";
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

type Arguments = [name: string, type: SqlType][];

/** An external function, with a translator that knows its arguments or with none, and a procedure. */
function signatureStack(args: Arguments, translated: boolean): TerraformConfig {
  const stack = emptyStack();
  const workspace = workspaceIn(stack);
  const functionArguments = args.map(([name, type]) => ({ name, type }));
  const body = "return { body: EVENT.body.data[0][1] };";
  new ExternalFunction(stack, "F", {
    workspace,
    name: "F",
    arguments: functionArguments,
    integration: apiIn(stack),
    requestTranslator: translated
      ? new Translator(stack, "Request", { workspace, name: "F_REQUEST", body, functionArguments })
      : undefined,
  });
  new Procedure(stack, "P", { workspace, name: "P", arguments: functionArguments, body: "return {};" });
  return json(stack);
}

describe.each([
  ["with a translator", true],
  ["without a translator", false],
])("an external function %s, and a procedure", (_, translated) => {
  const before: Arguments = [
    ["A", SqlType.VARCHAR],
    ["B", SqlType.VARCHAR],
  ];

  test.each<[string, Arguments, string]>([
    ["an argument is renamed", [["A", SqlType.VARCHAR], ["C", SqlType.VARCHAR]], "(VARCHAR, VARCHAR)"], // prettier-ignore
    ["VARCHAR becomes NUMBER", [["A", SqlType.VARCHAR], ["B", SqlType.NUMBER]], "(VARCHAR, NUMBER)"], // prettier-ignore
    ["two arguments are swapped", [["B", SqlType.VARCHAR], ["A", SqlType.VARCHAR]], "(VARCHAR, VARCHAR)"], // prettier-ignore
  ])("are replaced when %s", async (_change, after, types) => {
    const then = [signatureStack(after, translated)];
    const result = await runTrap({ config: signatureStack(before, translated), then, rules: [rules] });
    expect([result.errors, result.changes]).toEqual([[], {}]);
    const [external] = result.accounts.get("snowflakedb/snowflake")?.list("snowflake_external_function") ?? [];
    const [procedure] = result.accounts.get("snowflakedb/snowflake")?.list("snowflake_procedure_javascript") ?? [];
    expect(external?.id).toBe(`"MLOPS_DEV"."MLFLOW"."F"${types}`);
    expect(external?.values.arg).toMatchObject(after.map(([name, type]) => ({ name, type })));
    expect(procedure?.id).toBe(`"MLOPS_DEV"."MLFLOW"."P"${types}`);
    expect(procedure?.values.arguments).toMatchObject(after.map(([arg_name]) => ({ arg_name })));
  });
});
