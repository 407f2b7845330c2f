import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { ErrorMode, KedroFunctions, MlflowFunctions, OperationGroup, OperationLevel } from "../../../src/mlflow";
import { ApiIntegration, Role, Workspace } from "../../../src/snowflake";

const URL = "https://abc123.execute-api.eu-west-1.amazonaws.com/dev/";

interface Json {
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
}

function fixture() {
  const stack = new TerraformStack(Testing.app(), "test");
  new SnowflakeProvider(stack, "Snowflake", {});
  const props = {
    workspace: Workspace.fromWorkspaceAttributes(stack, "Workspace", {
      databaseName: "MLOPS_DEV",
      schemaName: "MLFLOW",
      warehouseName: "MLOPS_DEV_WH",
    }),
    integration: ApiIntegration.fromApiIntegrationAttributes(stack, "Api", {
      integrationName: "MLOPS_DEV_API",
      url: URL,
    }),
  };
  const role = new Role(stack, "Analyst", { name: "ANALYST" });
  const synth = (): Json => JSON.parse(Testing.synth(stack, true)) as Json;
  const all = (type: string): Record<string, unknown>[] => Object.values(synth().resource[type] ?? {});
  return { stack, props, role, all };
}

describe("the kedro functions", () => {
  test("are five external functions with a translator each and one for all answers", () => {
    const { stack, props, all } = fixture();
    new KedroFunctions(stack, "Kedro", props);
    const functions = all("snowflake_external_function");
    expect(functions.map((f) => f.name).sort()).toEqual([...KedroFunctions.NAMES].sort());
    expect(new Set(functions.map((f) => f.request_translator)).size).toBe(5);
    expect(new Set(functions.map((f) => f.response_translator)).size).toBe(1);
    expect(all("snowflake_function_javascript")).toHaveLength(6);
  });

  test("take text for ids, and a FLOAT for a metric", () => {
    const { stack, props } = fixture();
    const kedro = new KedroFunctions(stack, "Kedro", props);
    const signature = (f: { arguments: { name: string; type: string }[] }): string =>
      f.arguments.map(({ name, type }) => `${name} ${type}`).join(", ");
    expect(kedro.functions.map(signature)).toEqual([
      "NAME VARCHAR",
      "EXPERIMENT_ID VARCHAR",
      "RUN_ID VARCHAR, STATUS VARCHAR",
      "RUN_ID VARCHAR, KEY VARCHAR, VALUE FLOAT",
      "RUN_ID VARCHAR, KEY VARCHAR, VALUE VARCHAR",
    ]);
  });

  test("carry the account, and the statement's time, user, role and session, and never ask for errors as values", () => {
    const { stack, props, all } = fixture();
    new KedroFunctions(stack, "Kedro", props);
    for (const each of all("snowflake_external_function")) {
      expect(each).toMatchObject({ url_of_proxy_and_resource: URL, max_batch_rows: 1, compression: "NONE" });
      expect(each.context_headers).toEqual([
        "CURRENT_ACCOUNT",
        "CURRENT_REGION",
        "CURRENT_ROLE",
        "CURRENT_SESSION",
        "CURRENT_TIMESTAMP",
        "CURRENT_USER",
      ]);
      expect(each.header ?? []).toEqual([]);
    }
  });

  test("are granted all five, with their translators", () => {
    const { stack, props, role, all } = fixture();
    new KedroFunctions(stack, "Kedro", props).grantUsage(role);
    expect(all("snowflake_grant_privileges_to_account_role")).toHaveLength(11);
  });

  test("stand beside the functions of the REST API in one schema", () => {
    const { stack, props, all } = fixture();
    new KedroFunctions(stack, "Kedro", props);
    new MlflowFunctions(stack, "Rest", { ...props, groups: Object.values(OperationGroup) });
    const names = [...all("snowflake_external_function"), ...all("snowflake_function_javascript")].map((f) => f.name);
    expect(new Set(names).size).toBe(names.length);
  });
});

test("both sets can share the translator of the answers", () => {
  const { stack, props, all } = fixture();
  const { responseTranslator } = new MlflowFunctions(stack, "Rest", {
    ...props,
    groups: [OperationGroup.LOGGED_MODELS],
  });
  new KedroFunctions(stack, "Kedro", { ...props, responseTranslator });
  expect(new Set(all("snowflake_external_function").map((f) => f.response_translator)).size).toBe(1);
});

describe("the functions of the REST API", () => {
  test("cover tracking, registry and logged models where nobody chooses", () => {
    const { stack, props } = fixture();
    const functions = new MlflowFunctions(stack, "Rest", props);
    // One an operation, and MLFLOW_CALL.
    expect(functions.functions).toHaveLength(57);
    expect(functions.function("MLFLOW_RUNS_LOG_BATCH").arguments.map((a) => `${a.name} ${a.type}`)).toEqual([
      "RUN_ID VARCHAR",
      "METRICS ARRAY",
      "PARAMS ARRAY",
      "TAGS ARRAY",
      "OPTIONS OBJECT",
    ]);
    expect(functions.function("MLFLOW_RUNS_CREATE").arguments.map((a) => `${a.name} ${a.type}`)).toEqual([
      "EXPERIMENT_ID VARCHAR",
      "OPTIONS OBJECT",
    ]);
    expect(() => functions.function("MLFLOW_TRACES_SEARCH")).toThrow("has no function MLFLOW_TRACES_SEARCH");
  });

  test("say in their comment what they do and call, their arguments and options, and what a retry does", () => {
    const { stack, props, all } = fixture();
    new MlflowFunctions(stack, "Rest", { ...props, groups: [OperationGroup.TRACKING] });
    const create = all("snowflake_external_function").find((f) => f.name === "MLFLOW_RUNS_CREATE");
    expect(create?.comment).toBe(
      "Starts a run: createRun of MLflow, POST /api/2.0/mlflow/runs/create. Arguments: EXPERIMENT_ID. " +
        "OPTIONS (NULL: none): user_id, run_name, start_time, tags. A request that Snowflake repeats makes another object. " +
        "See https://mlflow.org/docs/latest/api_reference/rest-api.html",
    );
    const metric = all("snowflake_external_function").find((f) => f.name === "MLFLOW_RUNS_LOG_METRIC");
    expect(metric?.comment).toContain("Arguments: RUN_ID, KEY, VALUE, TIMESTAMP (NULL: now).");
  });

  test("that return errors send the header that the proxy looks for", () => {
    const { stack, props, all } = fixture();
    new MlflowFunctions(stack, "Rest", { ...props, groups: [OperationGroup.LOGGED_MODELS], errors: ErrorMode.RETURN });
    for (const each of all("snowflake_external_function")) {
      expect(each.header).toEqual([{ name: "mlops-errors", value: "return" }]);
    }
  });

  test("are granted by level: readers do not write, writers do not delete", () => {
    const granted = (level: "readers" | "writers" | "admins"): number => {
      const { stack, props, role, all } = fixture();
      new MlflowFunctions(stack, "Rest", { ...props, groups: [OperationGroup.LOGGED_MODELS], [level]: [role] });
      return all("snowflake_grant_privileges_to_account_role").length;
    };
    // Three operations read, four write, two delete; a function and its translator each, the one response translator, and
    // MLFLOW_LIST_ALL.
    expect([granted("readers"), granted("writers"), granted("admins")]).toEqual([8, 16, 20]);
  });

  test("give MLFLOW_CALL to no level, but to callers alone, and it always returns errors", () => {
    const { stack, props, role, all } = fixture();
    const rest = { ...props, groups: [OperationGroup.LOGGED_MODELS] };
    const { call } = new MlflowFunctions(stack, "Rest", { ...rest, callers: [role] });
    expect(call.arguments.map((a) => `${a.name} ${a.type}`)).toEqual([
      "METHOD VARCHAR",
      "PATH VARCHAR",
      "REQUEST VARCHAR",
      "IDEMPOTENCY_KEY VARCHAR",
    ]);
    // The function, its request translator and the one response translator.
    expect(all("snowflake_grant_privileges_to_account_role")).toHaveLength(3);
    const [resource] = all("snowflake_external_function").filter((each) => each.name === "MLFLOW_CALL");
    expect(resource?.header).toEqual([{ name: "mlops-errors", value: "return" }]);
    expect(resource?.comment).toMatch(/groups logged-models.*Who may call it may do all of that/);
  });

  test("have procedures over them that run with the caller's rights, and are granted by level", () => {
    const { stack, props, role, all } = fixture();
    const rest = { ...props, groups: [OperationGroup.TRACKING] };
    const functions = new MlflowFunctions(stack, "Rest", { ...rest, readers: [role] });
    expect(all("snowflake_procedure_javascript").map((p) => [p.name, p.execute_as])).toEqual([
      ["MLFLOW_RUN_GET_OR_CREATE", "CALLER"],
      ["MLFLOW_LIST_ALL", "CALLER"],
    ]);
    const onProcedures = () =>
      all("snowflake_grant_privileges_to_account_role").flatMap(({ on_schema_object: on }) => {
        const { object_type: type, object_name: name } = on as { object_type: string; object_name: string };
        return type === "PROCEDURE" ? [name] : [];
      });
    expect(onProcedures()).toEqual([expect.stringMatching(/_ListAll_\w+\.fully_qualified_name/)]);
    functions.grantUsage(role, OperationLevel.WRITE);
    expect(onProcedures()).toHaveLength(2);
  });

  test("have no procedure that would call a function which is not there", () => {
    const { stack, props, all } = fixture();
    const { runGetOrCreate } = new MlflowFunctions(stack, "Rest", { ...props, groups: [OperationGroup.LOGGED_MODELS] });
    expect(runGetOrCreate).toBeUndefined();
    expect(all("snowflake_procedure_javascript").map((p) => p.name)).toEqual(["MLFLOW_LIST_ALL"]);
  });

  test("are granted to a role once, however often it is asked", () => {
    const { stack, props, role, all } = fixture();
    const functions = new MlflowFunctions(stack, "Rest", { ...props, groups: [OperationGroup.LOGGED_MODELS] });
    functions.grantUsage(role, OperationLevel.READ);
    functions.grantUsage(role, OperationLevel.READ);
    expect(all("snowflake_grant_privileges_to_account_role")).toHaveLength(8);
  });

  test("of no group at all are refused", () => {
    const { stack, props } = fixture();
    expect(() => new MlflowFunctions(stack, "Rest", { ...props, groups: [] })).toThrow(/test\/Rest: groups = \[\]/);
  });
});
