import { runTrap, type JsonObject, type TrapResult } from "../trap";
import { apiIntegration, externalFunction, GATEWAY, IN_SCHEMA, rules, stackOf, storageIntegration } from "./stack";

const stage = (name: string, changes: JsonObject): JsonObject => ({ ...IN_SCHEMA, name, ...changes });

const role = { account_role_name: "${snowflake_account_role.kedro.name}" };

const onWarehouse = {
  on_account_object: [{ object_type: "WAREHOUSE", object_name: "${snowflake_warehouse.wh.name}" }],
};

describe("what is read back otherwise than it was written", () => {
  let result: TrapResult;

  beforeAll(async () => {
    const config = stackOf({
      snowflake_external_function: {
        integer: externalFunction("INTEGER_ARGUMENT", { arg: [{ name: "N", type: "INTEGER" }] }),
        sized: externalFunction("SIZED_ARGUMENT", { arg: [{ name: "N", type: "VARCHAR(100)" }] }),
        sized_return: externalFunction("SIZED_RETURN", { return_type: "VARCHAR(100)" }),
        canonical: externalFunction("CANONICAL", {
          arg: [{ name: "n", type: "varchar" }],
          context_headers: ["current_user"],
        }),
      },
      snowflake_stage: {
        default_format: stage("DEFAULT_FORMAT", { file_format: "TYPE = CSV" }),
        json_format: stage("JSON_FORMAT", { file_format: "TYPE = JSON" }),
        directory: stage("UPPER_DIRECTORY", { directory: "ENABLE = TRUE" }),
        lower_directory: stage("LOWER_DIRECTORY", { directory: "ENABLE = true" }),
        copy_order: stage("COPY_ORDER", { copy_options: "PURGE = true ON_ERROR = 'CONTINUE'" }),
        copy_in_order: stage("COPY_IN_ORDER", { copy_options: "ON_ERROR = 'CONTINUE' PURGE = true" }),
      },
      snowflake_api_integration: {
        comma: apiIntegration("COMMA", { api_allowed_prefixes: [`${GATEWAY}a,${GATEWAY}b`] }),
        google: {
          name: "GOOGLE",
          api_provider: "google_api_gateway",
          google_audience: "mlops-abc.apigateway.project.cloud.goog",
          api_gcp_service_account: "mine@project.iam.gserviceaccount.com",
          api_allowed_prefixes: ["https://mlops-a1b2c3d4.ew.gateway.dev/"],
        },
        altered: apiIntegration("ALTERED"),
      },
      snowflake_storage_integration: {
        comma: storageIntegration("COMMA_STORAGE", { storage_allowed_locations: ["s3://a/,s3://b/"] }),
      },
      snowflake_grant_privileges_to_account_role: {
        lower_case: { ...role, privileges: ["usage"], ...onWarehouse },
        upper_case: { ...role, privileges: ["OPERATE"], ...onWarehouse },
        always: { ...role, privileges: ["MONITOR"], always_apply: true, ...onWarehouse },
      },
      snowflake_execute: {
        alter: {
          execute: `ALTER INTEGRATION \${snowflake_api_integration.altered.name} SET API_ALLOWED_PREFIXES = ('${GATEWAY}get/')`,
          revert: "SELECT 1",
        },
      },
    });
    result = await runTrap({ config, rules });
  }, 60_000);

  test("all of it is applied without a word", () => {
    expect(result.errors).toEqual([]);
  });

  test("INTEGER is read back as NUMBER: an update of the argument on every plan, which does nothing", () => {
    expect(result.changes["snowflake_external_function.integer"]).toBe("update");
  });

  test("sizes are dropped: an argument with a size is updated, a return type with one replaced, on every plan", () => {
    expect(result.changes["snowflake_external_function.sized"]).toBe("update");
    expect(result.changes["snowflake_external_function.sized_return"]).toBe("replace");
  });

  test("the default file format is read back as nothing: an update on every plan", () => {
    expect(result.changes["snowflake_stage.default_format"]).toBe("update");
  });

  test("TRUE of a directory is read back as true: the stage, with its files, is replaced on every plan", () => {
    expect(result.changes["snowflake_stage.directory"]).toBe("replace");
  });

  test("copy options are read back in Snowflake's order", () => {
    expect(result.changes["snowflake_stage.copy_order"]).toBe("update");
  });

  test("prefixes and locations are split at commas", () => {
    expect(result.changes["snowflake_api_integration.comma"]).toBe("update");
    expect(result.changes["snowflake_storage_integration.comma"]).toBe("update");
  });

  test("a configured service account of an API integration is never sent", () => {
    expect(result.changes["snowflake_api_integration.google"]).toBe("update");
  });

  test("a privilege in lower case is not found in SHOW GRANTS", () => {
    expect(result.changes["snowflake_grant_privileges_to_account_role.lower_case"]).toBe("update");
  });

  test("always_apply plans an update for ever", () => {
    expect(result.changes["snowflake_grant_privileges_to_account_role.always"]).toBe("update");
  });

  test("an ALTER by snowflake_execute shows as a difference of the integration", () => {
    expect(result.changes["snowflake_api_integration.altered"]).toBe("update");
  });

  test("what is written as it is read back has no difference", () => {
    expect(Object.keys(result.changes)).toHaveLength(12);
    for (const right of [
      "snowflake_external_function.canonical",
      "snowflake_stage.json_format",
      "snowflake_stage.lower_directory",
      "snowflake_stage.copy_in_order",
      "snowflake_grant_privileges_to_account_role.upper_case",
    ]) {
      expect(result.changes[right]).toBeUndefined();
    }
  });
});

describe("the owner of a task", () => {
  const task = (changes: JsonObject): JsonObject => ({
    ...IN_SCHEMA,
    name: "T",
    warehouse: "${snowflake_warehouse.wh.name}",
    schedule: [{ using_cron: "0 3 * * * UTC" }],
    sql_statement: "SELECT 1",
    ...changes,
  });
  const on = [{ object_type: "TASK", object_name: "${snowflake_task.t.fully_qualified_name}" }];
  const owner = { ...role, on, depends_on: ["snowflake_grant_account_role.parent"] };
  const parent = { role_name: "${snowflake_account_role.kedro.name}", parent_role_name: "SYSADMIN" };
  const owned = (changes: JsonObject) =>
    stackOf({
      snowflake_task: { t: task(changes) },
      snowflake_grant_account_role: { parent },
      snowflake_grant_ownership: { owner },
    });

  test("is changed while it is started: it is suspended, and the second plan starts it again", async () => {
    const result = await runTrap({ config: owned({ started: true }), rules });
    expect(result.errors).toEqual([]);
    expect(result.changes).toEqual({ "snowflake_task.t": "update" });
  }, 60_000);

  test("is not the session's own role and it is started: the ownership cannot be taken back", async () => {
    const started = owned({ started: false });
    const resume = {
      t: {
        execute: "ALTER TASK MLOPS_DEV.MLFLOW.T RESUME",
        revert: "SELECT 1",
        depends_on: ["snowflake_grant_ownership.owner", "snowflake_grant_privileges_to_account_role.tasks"],
      },
    };
    const tasks = { ...role, privileges: ["EXECUTE TASK"], on_account: true };
    const config = {
      ...started,
      resource: {
        ...started.resource,
        snowflake_execute: resume,
        snowflake_grant_privileges_to_account_role: { tasks, wh: { ...role, privileges: ["USAGE"], ...onWarehouse } },
      },
    };
    config.resource.snowflake_execute.t.depends_on.push("snowflake_grant_privileges_to_account_role.wh");
    const result = await runTrap({ config, rules, destroy: true });
    expect(result.errors.join()).toMatch(
      /Unable to update graph with root task MLOPS_DEV.MLFLOW.T since that root task/,
    );
  }, 60_000);

  test("is not inherited by the session's role: Terraform takes the task for gone and creates it in vain", async () => {
    const unseen = (minutes: number) =>
      stackOf({
        snowflake_task: { t: task({ started: false, schedule: [{ minutes }] }) },
        snowflake_grant_ownership: { owner: { ...role, on } },
      });
    const result = await runTrap({ config: unseen(10), then: [unseen(20)], rules });
    expect(result.errors.join()).toMatch(/Object 'MLOPS_DEV.MLFLOW.T' already exists/);
  }, 60_000);

  test("lacks EXECUTE TASK: the task cannot be started", async () => {
    const result = await runTrap({ config: owned({ started: false }), then: [owned({ started: true })], rules });
    expect(result.errors.join()).toMatch(/EXECUTE TASK privilege must be granted to owner role MLOPS_DEV_KEDRO/);
  }, 60_000);
});
