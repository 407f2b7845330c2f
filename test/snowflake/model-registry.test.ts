import { Testing } from "cdktf";
import { rules } from "../../src/rehearsal/clouds/snowflake";
import { ModelRegistry, Workspace } from "../../src/snowflake";
import { runTrap, type TerraformConfig } from "../rehearsal/traps/trap";
import { emptyStack, roleIn, workspaceIn } from "./fixture";
import { all, one } from "./synthesized";

function registryStack() {
  const stack = emptyStack();
  const made = new ModelRegistry(stack, "Models", {
    workspace: workspaceIn(stack),
    publishers: [roleIn(stack, "SCIENTIST")],
  });
  return { stack, made };
}

test("the stage for functions is internal", () => {
  const { stack } = registryStack();
  const block = one(stack, "snowflake_stage");
  expect(block).toMatchObject({ name: "MODEL_STAGE" });
  expect([block.url, block.storage_integration]).toEqual([undefined, undefined]);
});

test("a publisher may log models and create functions, and uses the workspace and the stage", () => {
  const privileges = all(registryStack().stack, "snowflake_grant_privileges_to_account_role").map(
    (each) => each.privileges,
  );
  expect(privileges).toEqual(
    expect.arrayContaining([["CREATE MODEL", "CREATE FUNCTION", "CREATE STAGE"], ["READ", "WRITE"], ["USAGE"]]),
  );
});

test("the names are checked", () => {
  const stack = emptyStack();
  expect(() => new ModelRegistry(stack, "Models", { workspace: workspaceIn(stack), stageName: "models" })).toThrow(
    'stageName = "models": must be a Snowflake identifier',
  );
});

test("a protected stage is kept", () => {
  const stack = emptyStack();
  const workspace = Workspace.fromWorkspaceAttributes(stack, "Workspace", {
    databaseName: "DB",
    schemaName: "S",
    warehouseName: "WH",
  });
  new ModelRegistry(stack, "Models", { workspace, protection: true });
  expect(one(stack, "snowflake_stage").lifecycle).toEqual({ prevent_destroy: true });
});

test("it applies, plans empty and leaves nothing", async () => {
  const config = JSON.parse(Testing.synth(registryStack().stack, true)) as TerraformConfig;
  const applied = await runTrap({ config, rules: [rules] });
  expect([applied.errors, applied.changes]).toEqual([[], {}]);
  const destroyed = await runTrap({ config, rules: [rules], destroy: true });
  expect([destroyed.errors, destroyed.state.resources]).toEqual([[], []]);
}, 120_000);
