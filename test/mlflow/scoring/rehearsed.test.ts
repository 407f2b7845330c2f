import { Testing, type TerraformStack } from "cdktf";
import { ModelColumnType, ModelSignature, ScoringFunction, ScoringProtocol } from "../../../src/mlflow";
import { rules } from "../../../src/rehearsal/clouds/snowflake";
import { ExternalFunction, SqlType, type FunctionArgument } from "../../../src/snowflake";
import { runTrap, type TerraformConfig } from "../../rehearsal/traps/trap";
import { apiIn, emptyStack, roleIn, workspaceIn } from "../../snowflake/fixture";
import { EVERY_TYPE } from "../support/scoring";

// Real Terraform over the simulated Snowflake.
jest.setTimeout(120_000);

const json = (stack: TerraformStack) => JSON.parse(Testing.synth(stack, true)) as TerraformConfig;

function scoringStack(signature: ModelSignature): TerraformConfig {
  const stack = emptyStack();
  new ScoringFunction(stack, "Score", {
    workspace: workspaceIn(stack),
    integration: apiIn(stack),
    name: "SCORE",
    path: "score/model",
    signature,
    protocol: ScoringProtocol.DATAFRAME_SPLIT,
    maxPayloadBytes: 4_000_000,
    readers: [roleIn(stack)],
  });
  return json(stack);
}

test("a function with arguments of all types applies, and the next plan is empty", async () => {
  const result = await runTrap({ config: scoringStack(EVERY_TYPE), rules: [rules] });
  expect([result.errors, result.changes]).toEqual([[], {}]);
});

test("another type of a column replaces the function and its grant, under the same name", async () => {
  const of = (type: ModelColumnType) => scoringStack(new ModelSignature({ inputs: [{ name: "x", type }] }));
  const config = of(ModelColumnType.DOUBLE);
  const result = await runTrap({ config, then: [of(ModelColumnType.BINARY)], rules: [rules] });
  expect([result.errors, result.changes]).toEqual([[], {}]);
  expect(result.state.one("snowflake_external_function").attributes).toMatchObject({
    name: "SCORE",
    arg: [{ name: "X", type: "BINARY" }],
  });
  const granted = result.state.all("snowflake_grant_privileges_to_account_role").map(({ attributes }) => attributes.id);
  expect(granted.filter((id) => String(id).includes('"SCORE"(BINARY)'))).toHaveLength(1);
});

test("the simulated Snowflake refuses a function with more than 500 arguments", async () => {
  const stack = emptyStack();
  new ExternalFunction(stack, "F", {
    workspace: workspaceIn(stack),
    name: "F",
    arguments: Array.from({ length: 501 }, (_, index): FunctionArgument => ({
      name: `A${index}`,
      type: SqlType.FLOAT,
    })),
    integration: apiIn(stack),
  });
  const { errors } = await runTrap({ config: json(stack), rules: [rules] });
  expect(errors.join()).toContain("a function has at most 500 arguments, and this one 501");
});
