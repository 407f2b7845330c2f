import { AccountRole } from "@cdktf/provider-snowflake/lib/account-role";
import { GrantAccountRole } from "@cdktf/provider-snowflake/lib/grant-account-role";
import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { CopySchedule, KedroWorkspace, type KedroWorkspaceProps } from "../../src/kedro";
import { rules } from "../../src/rehearsal/clouds/snowflake";
import { SnowflakePreviewFeatures } from "../../src/snowflake";
import { runTrap, type TerraformConfig } from "../rehearsal/traps/trap";
import { ground } from "./fixture";

// Real Terraform over the simulated Snowflake.
jest.setTimeout(120_000);

const json = (stack: TerraformStack) => JSON.parse(Testing.synth(stack, true)) as TerraformConfig;

function kedroStack(overrides: Partial<KedroWorkspaceProps> = {}, deployingRole?: string): TerraformConfig {
  const stack = new TerraformStack(Testing.app(), "test");
  const previewFeaturesEnabled = SnowflakePreviewFeatures.REQUIRED;
  new SnowflakeProvider(stack, "Snowflake", { previewFeaturesEnabled, role: deployingRole });
  const { props } = ground(stack);
  new KedroWorkspace(stack, "Kedro", { ...props, ...overrides });
  return json(stack);
}

test("one apply leaves the copy task running under the kedro role, and a destroy takes it back", async () => {
  const applied = await runTrap({ config: kedroStack(), rules: [rules] });
  expect([applied.errors, applied.warnings, applied.changes]).toEqual([[], [], {}]);
  const [task] = applied.accounts.get("snowflakedb/snowflake")?.list("snowflake_task") ?? [];
  expect(task?.values).toMatchObject({ name: "MLFLOW_COPY_MODELS", started: true });
  const destroyed = await runTrap({ config: kedroStack(), rules: [rules], destroy: true });
  expect([destroyed.errors, destroyed.state.resources]).toEqual([[], []]);
});

test("a role other than ACCOUNTADMIN can deploy, as it inherits the kedro role", async () => {
  const applied = await runTrap({ config: kedroStack({}, "SECURITYADMIN"), rules: [rules] });
  expect([applied.errors, applied.changes]).toEqual([[], {}]);
});

test("a parent that the deploying role does not inherit makes the rehearsal red", async () => {
  const applied = await runTrap({ config: kedroStack({ parentRole: "SYSADMIN" }, "SECURITYADMIN"), rules: [rules] });
  expect(applied.errors.join()).toMatch(/Insufficient privileges|not authorized/);
});

/** A role that a team made beforehand, and a kedro workspace that uses it. */
function kedroWithOwnRole(inherited: boolean): { readonly before: TerraformConfig; readonly after: TerraformConfig } {
  const build = (withKedro: boolean) => {
    const stack = new TerraformStack(Testing.app(), "test");
    new SnowflakeProvider(stack, "Snowflake", { previewFeaturesEnabled: SnowflakePreviewFeatures.REQUIRED });
    const own = new AccountRole(stack, "Own", { name: "MLOPS_DEV_KEDRO" });
    if (inherited) new GrantAccountRole(stack, "Inherited", { roleName: own.name, parentRoleName: "SYSADMIN" });
    const { props } = ground(stack);
    if (withKedro) new KedroWorkspace(stack, "Kedro", { ...props, roleExists: true });
    return json(stack);
  };
  return { before: build(false), after: build(true) };
}

test("a kedro role that exists is used as it is, where the deploying role inherits it", async () => {
  const { before, after } = kedroWithOwnRole(true);
  const applied = await runTrap({ config: before, then: [after], rules: [rules] });
  expect([applied.errors, applied.changes]).toEqual([[], {}]);
  const [task] = applied.accounts.get("snowflakedb/snowflake")?.list("snowflake_task") ?? [];
  expect(task?.values).toMatchObject({ started: true });
});

test("a kedro role that the deploying role does not inherit is refused when the copy task is handed over", async () => {
  const { before, after } = kedroWithOwnRole(false);
  const applied = await runTrap({ config: before, then: [after], rules: [rules] });
  expect(applied.errors.join()).toMatch(/Insufficient privileges to operate on task/);
});

test("a task that is to run by hand from now on is suspended in one apply", async () => {
  const manual = kedroStack({ copySchedule: CopySchedule.manual() });
  const result = await runTrap({ config: kedroStack(), then: [manual], rules: [rules] });
  expect([result.errors, result.changes]).toEqual([[], {}]);
  const [task] = result.accounts.get("snowflakedb/snowflake")?.list("snowflake_task") ?? [];
  expect(task?.values.started).toBe(false);
});
