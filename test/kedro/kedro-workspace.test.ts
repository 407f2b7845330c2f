import { CopySchedule, KedroWorkspace, ModelStage, type KedroWorkspaceProps } from "../../src/kedro";
import { ArtifactStage } from "../../src/snowflake";
import { addressOf, all, one, synthesized } from "../snowflake/synthesized";
import { ground, kedro } from "./fixture";

/** What the kedro role was granted: `PRIVILEGE on TYPE`, sorted. */
function privileges(stack: Parameters<typeof all>[0]): string[] {
  return all(stack, "snowflake_grant_privileges_to_account_role")
    .flatMap((grant) => {
      const on = (grant.on_account_object ?? grant.on_schema_object ?? {}) as { object_type?: string };
      const target = grant.on_account ? "ACCOUNT" : grant.on_schema ? "SCHEMA" : String(on.object_type);
      return (grant.privileges as string[]).map((privilege) => `${privilege} on ${target}`);
    })
    .sort();
}

test("the role has exactly the privileges that kedro-snowflake's statements need", () => {
  const usageOfFunctions = Array<string>(11).fill("USAGE on FUNCTION"); // five, their translators, the shared one
  expect(privileges(kedro().stack)).toEqual(
    [
      "EXECUTE TASK on ACCOUNT",
      "USAGE on DATABASE",
      "USAGE on WAREHOUSE",
      "OPERATE on WAREHOUSE",
      "USAGE on SCHEMA",
      "CREATE STAGE on SCHEMA",
      "CREATE PROCEDURE on SCHEMA",
      "CREATE FUNCTION on SCHEMA",
      "CREATE TASK on SCHEMA",
      "CREATE TABLE on SCHEMA",
      "READ on STAGE",
      "WRITE on STAGE",
      "USAGE on STAGE",
      ...usageOfFunctions,
    ].sort(),
  );
});

test("the stages that kedro-snowflake drops and creates are left to it", () => {
  const names = all(kedro().stack, "snowflake_stage").map((stage) => stage.name);
  expect(names.sort()).toEqual(["MLFLOW_ARTIFACT_STAGE", "MLFLOW_STAGE"]);
});

test("the model stage is internal unless said otherwise, as PUT is documented for internal stages only", () => {
  const stage = all(kedro().stack, "snowflake_stage").find((each) => each.name === "MLFLOW_STAGE");
  expect(stage).not.toHaveProperty("url");
  expect(stage).not.toHaveProperty("storage_integration");
});

test("an external model stage is a second stage on the artifact stage's URL, and nothing is copied", () => {
  const { stack, made } = kedro({ modelStage: ModelStage.EXTERNAL });
  const stages = all(stack, "snowflake_stage");
  expect(stages.map((stage) => stage.url)).toEqual(Array(2).fill("s3://mlops-dev-artifacts/mlflow/"));
  expect(new Set(stages.map((stage) => stage.name))).toEqual(new Set(["MLFLOW_ARTIFACT_STAGE", "MLFLOW_STAGE"]));
  expect(synthesized(stack).resource).not.toHaveProperty("snowflake_task");
  expect(made.copyTask).toBeUndefined();
  expect(privileges(stack)).not.toContain("WRITE on STAGE");
});

test("the task copies from the model stage to the artifact stage, on the workspace's warehouse", () => {
  const { stack } = kedro();
  const stages = synthesized(stack).resource.snowflake_stage ?? {};
  const address = (name: string) =>
    `\${snowflake_stage.${Object.keys(stages).find((id) => stages[id]?.name === name)}.fully_qualified_name}`;
  expect(one(stack, "snowflake_task")).toMatchObject({
    name: "MLFLOW_COPY_MODELS",
    sql_statement: `COPY FILES INTO @${address("MLFLOW_ARTIFACT_STAGE")} FROM @${address("MLFLOW_STAGE")}`,
    warehouse: `\${${addressOf(stack, "snowflake_warehouse")}.name}`,
    schedule: { minutes: 1440 },
  });
});

test("the task is made suspended, handed over to the kedro role, and resumed only then", () => {
  const { stack } = kedro();
  const task = addressOf(stack, "snowflake_task");
  const owner = addressOf(stack, "snowflake_grant_ownership");
  const parent = addressOf(stack, "snowflake_grant_account_role");
  expect(one(stack, "snowflake_task")).toMatchObject({ started: false, lifecycle: { ignore_changes: ["started"] } });
  expect(one(stack, "snowflake_grant_ownership")).toMatchObject({
    account_role_name: `\${${addressOf(stack, "snowflake_account_role")}.name}`,
    outbound_privileges: "COPY",
    on: { object_type: "TASK", object_name: `\${${task}.fully_qualified_name}` },
    depends_on: [parent],
  });
  const resume = one(stack, "snowflake_execute");
  expect(resume).toMatchObject({
    execute: `ALTER TASK \${${task}.fully_qualified_name} RESUME`,
    revert: `ALTER TASK \${${task}.fully_qualified_name} SUSPEND`,
  });
  expect(resume.depends_on).toContain(owner);
});

test("the task is resumed after its owner may run it, and does not wait for the functions", () => {
  const { stack } = kedro();
  const grants = synthesized(stack).resource.snowflake_grant_privileges_to_account_role ?? {};
  const waits = (one(stack, "snowflake_execute").depends_on as string[]).map((address) => address.split(".")[1] ?? "");
  const granted = waits.flatMap((id) => (grants[id]?.privileges as string[] | undefined) ?? []);
  expect(granted).toEqual(expect.arrayContaining(["EXECUTE TASK", "READ", "WRITE"]));
  const objects = waits.map((id) =>
    JSON.stringify(grants[id]?.on_schema_object ?? grants[id]?.on_account_object ?? {}),
  );
  expect(objects.join()).toContain("WAREHOUSE");
  expect(objects.join()).not.toContain("FUNCTION");
});

test("whoever deploys inherits the kedro role, so that Terraform sees what the role owns", () => {
  const { stack } = kedro();
  const [current] = Object.keys(synthesized(stack).data.snowflake_current_role ?? {});
  expect(one(stack, "snowflake_grant_account_role")).toMatchObject({
    parent_role_name: `\${data.snowflake_current_role.${current}.name}`,
  });
  expect(one(kedro({ parentRole: "ML_ADMIN" }).stack, "snowflake_grant_account_role")).toMatchObject({
    parent_role_name: "ML_ADMIN",
  });
});

test("a kedro role that exists gets the same privileges under the same addresses, and is not made", () => {
  const [made, existing] = [kedro().stack, kedro({ roleExists: true }).stack];
  for (const type of ["snowflake_account_role", "snowflake_grant_account_role"])
    expect(all(existing, type)).toEqual([]);
  expect(privileges(existing)).toEqual(privileges(made));
  const grants = (stack: typeof made) =>
    Object.keys(synthesized(stack).resource.snowflake_grant_privileges_to_account_role ?? {});
  expect(grants(existing)).toEqual(grants(made));
  for (const grant of all(existing, "snowflake_grant_privileges_to_account_role"))
    expect(grant.account_role_name).toBe("MLOPS_DEV_KEDRO");
});

test("a kedro role that exists is given to users when they are named", () => {
  const { stack } = kedro({ roleExists: true, users: ["ADA"] });
  expect(one(stack, "snowflake_grant_account_role")).toEqual({ role_name: "MLOPS_DEV_KEDRO", user_name: "ADA" });
});

test("a kedro role that exists owns the copy task too", () => {
  const { stack, made } = kedro({ roleExists: true });
  const owner = one(stack, "snowflake_grant_ownership");
  expect(owner.account_role_name).toBe("MLOPS_DEV_KEDRO");
  expect(owner).not.toHaveProperty("depends_on");
  expect(made.configuration.credentialsYaml).toContain("MLOPS_DEV_KEDRO");
});

test("a cron expression is handed on", () => {
  const { stack } = kedro({ copySchedule: CopySchedule.cron("0 6 * * MON-FRI Europe/Warsaw") });
  expect(one(stack, "snowflake_task").schedule).toEqual({ using_cron: "0 6 * * MON-FRI Europe/Warsaw" });
});

test("a task that runs by hand has no schedule and is never resumed", () => {
  const { stack } = kedro({ copySchedule: CopySchedule.manual() });
  expect(one(stack, "snowflake_task")).not.toHaveProperty("schedule");
  expect(one(stack, "snowflake_task")).not.toHaveProperty("lifecycle");
  expect(synthesized(stack).resource).not.toHaveProperty("snowflake_execute");
});

test("protection keeps the internal model stage, whose files exist nowhere else until they are copied", () => {
  const stages = all(kedro({ protection: true }).stack, "snowflake_stage");
  expect(stages.filter((stage) => stage.lifecycle !== undefined)).toMatchObject([
    { name: "MLFLOW_STAGE", lifecycle: { prevent_destroy: true } },
  ]);
});

test("users get the role", () => {
  const users = all(kedro({ users: ["ADA", "GRACE"] }).stack, "snowflake_grant_account_role").map((g) => g.user_name);
  expect(users.filter((user) => user !== undefined).sort()).toEqual(["ADA", "GRACE"]);
});

const wrong: [string, Partial<KedroWorkspaceProps>, RegExp][] = [
  ["a role in lower case", { roleName: "kedro" }, /roleName = "kedro": .*upper-case/],
  ["a model stage in lower case", { modelStageName: "mlflow_stage" }, /modelStageName = .*upper-case/],
  [
    "one name for both stages",
    { modelStageName: "MLFLOW_ARTIFACT_STAGE" },
    /modelStageName = .*differ from the name of the stage over/,
  ],
  ["a user in quotes", { users: ['"ada"'] }, /users\.0 = .*SHOW USERS/],
  ["a model stage of another kind", { modelStage: "s3" as ModelStage }, /modelStage = "s3": .*internal, external/],
  [
    "a parent of a role that exists",
    { roleExists: true, parentRole: "ADMIN" },
    /parentRole = .*Remove it, and grant the role there/,
  ],
  [
    "an interval of zero minutes",
    { copySchedule: CopySchedule.everyMinutes(0) },
    /copySchedule\.minutes = 0: .*1 to 11520/,
  ],
  [
    "a cron expression without a time zone",
    { copySchedule: CopySchedule.cron("0 6 * * *") },
    /five fields and a time z/,
  ],
  [
    "a schedule where nothing is copied",
    { modelStage: ModelStage.EXTERNAL, copySchedule: CopySchedule.manual() },
    /copySchedule = .*an external model stage is not copied/,
  ],
  [
    "an experiment's name with a quote",
    { experimentName: "Ada's" },
    /experimentName = "Ada's": .*single quotes in SQL/,
  ],
];

test.each(wrong)("%s is refused with its field and the rule", (_, overrides, message) => {
  expect(() => kedro(overrides)).toThrow(message);
});

test("all problems of a kedro workspace come in one message, and nothing of it is made", () => {
  const { stack, props } = ground();
  const before = synthesized(stack).resource;
  const overrides = { roleName: "kedro", copySchedule: CopySchedule.everyMinutes(-1), experimentName: "" };
  expect(() => new KedroWorkspace(stack, "Kedro", { ...props, ...overrides })).toThrow(/^3 problems:/);
  expect(synthesized(stack).resource).toEqual(before);
});

test("an external model stage needs an artifact stage whose URL is known", () => {
  const { stack, workspace, props } = ground();
  const artifactStage = ArtifactStage.fromArtifactStageAttributes(stack, "Existing", { workspace });
  expect(
    () => new KedroWorkspace(stack, "Kedro", { ...props, artifactStage, modelStage: ModelStage.EXTERNAL }),
  ).toThrow(/modelStage = "external": .*does not know the URL and the integration/);
});
