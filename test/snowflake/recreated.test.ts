import { Testing, type TerraformStack } from "cdktf";
import { rules } from "../../src/rehearsal/clouds/snowflake";
import { SnowflakeCatalogue } from "../../src/rehearsal/snowflake/definitions";
import {
  ApiIntegration,
  AwsApiProvider,
  ExternalFunction,
  SqlType,
  Translator,
  Workspace,
  type AwsApiIntegrationProps,
} from "../../src/snowflake";
import { runTrap, type TerraformConfig, type TrapResult } from "../rehearsal/traps/trap";
import { externalFunction, apiIntegration, stackOf } from "../rehearsal/traps/snowflake/stack";
import { emptyStack, roleIn, ROLE_ARN, URL } from "./fixture";

// Real Terraform over the simulated Snowflake.
jest.setTimeout(120_000);

interface Names {
  readonly databaseName?: string;
  readonly schemaName?: string;
}

/** A function with a translator and a grant, in a workspace of its own. */
function functionStack(names: Names = {}, api: Partial<AwsApiIntegrationProps> = {}): TerraformConfig {
  const stack: TerraformStack = emptyStack();
  const workspace = new Workspace(stack, "W", { databaseName: "DB", schemaName: "S", warehouseName: "WH", ...names });
  const functionArguments = [{ name: "A", type: SqlType.VARCHAR }];
  const body = "return { body: EVENT.body.data[0][1] };";
  new ExternalFunction(stack, "F", {
    workspace,
    name: "F",
    arguments: functionArguments,
    integration: ApiIntegration.aws(stack, "Api", { name: "API", url: URL, roleArn: ROLE_ARN, ...api }),
    requestTranslator: new Translator(stack, "Request", { workspace, name: "F_REQUEST", body, functionArguments }),
  }).grantUsage(roleIn(stack));
  return JSON.parse(Testing.synth(stack)) as TerraformConfig;
}

/** Asks for the integration as a call of the function F does. */
function integrationOfF({ state }: TrapResult) {
  const catalogue = new SnowflakeCatalogue(state);
  return catalogue.integration(catalogue.resolve("F", ["x"]));
}

const actions = (result: TrapResult, type: string) =>
  Object.entries(result.planned[1] ?? {})
    .filter(([address]) => address.startsWith(`${type}.`))
    .map(([, action]) => action);

describe("an API integration that is recreated under its name", () => {
  const provider = AwsApiProvider.PRIVATE;

  test("takes its functions and their grants along, so that they can be called", async () => {
    const result = await runTrap({ config: functionStack(), then: [functionStack({}, { provider })], rules: [rules] });
    expect([result.errors, result.changes]).toEqual([[], {}]);
    expect(actions(result, "snowflake_api_integration")).toEqual(["replace"]);
    expect(actions(result, "snowflake_external_function")).toEqual(["replace"]);
    expect(actions(result, "snowflake_grant_privileges_to_account_role")).toEqual(["replace"]);
    expect(integrationOfF(result).attributes.api_provider).toBe(provider);
  });

  test("leaves a function that knows its name alone on the dropped one: no plan shows it, and calls fail", async () => {
    const raw = (api_provider: string) =>
      stackOf({
        snowflake_api_integration: { api: apiIntegration("MLOPS_DEV_API", { api_provider }) },
        snowflake_external_function: { f: externalFunction("F") },
      });
    const result = await runTrap({ config: raw("aws_api_gateway"), then: [raw(provider)], rules: [rules] });
    expect([result.errors, result.changes]).toEqual([[], {}]);
    expect(actions(result, "snowflake_external_function")).toEqual([]);
    expect(() => integrationOfF(result)).toThrow(/Integration 'MLOPS_DEV_API' does not exist or not authorized/);
  });

  test("cannot be created before the old one is destroyed", async () => {
    const raw = (api_provider: string) => {
      const lifecycle = { create_before_destroy: true };
      return stackOf({ snowflake_api_integration: { api: apiIntegration("API", { api_provider, lifecycle }) } });
    };
    const result = await runTrap({ config: raw("aws_api_gateway"), then: [raw(provider)], rules: [rules] });
    expect(result.errors.join()).toMatch(/Object 'API' already exists/);
  });
});

test("a change of an API integration in place leaves its functions alone", async () => {
  const then = [functionStack({}, { comment: "other" })];
  const result = await runTrap({ config: functionStack(), then, rules: [rules] });
  expect([result.errors, result.changes]).toEqual([[], {}]);
  expect(actions(result, "snowflake_api_integration")).toEqual(["update"]);
  expect(actions(result, "snowflake_external_function")).toEqual([]);
});

// The translators are created before their predecessors are destroyed, and so is all that they depend on.
test.each<[string, Names, RegExp]>([
  ["database", { databaseName: "OTHER" }, /Object 'OTHER.S' already exists/],
  ["schema", { schemaName: "OTHER" }, /Object 'DB.OTHER.F_REQUEST_\w+\(OBJECT\)' already exists/],
])("a %s that holds translators cannot be renamed in one apply", async (_, names, message) => {
  const result = await runTrap({ config: functionStack(), then: [functionStack(names)], rules: [rules] });
  expect(result.errors.join()).toMatch(message);
});
