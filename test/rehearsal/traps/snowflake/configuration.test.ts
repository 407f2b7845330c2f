import { runTrap, type JsonObject, type TrapResult } from "../trap";
import {
  apiIntegration,
  externalFunction,
  IN_SCHEMA,
  PREVIEW_FEATURES,
  rules,
  stackOf,
  storageIntegration,
} from "./stack";

describe("a provider configuration", () => {
  test("without preview features is refused by each type that is one, and by those alone", async () => {
    const config = stackOf(
      { snowflake_stage: { s: { ...IN_SCHEMA, name: "S" } } },
      { provider: { preview_features_enabled: ["snowflake_api_integration_resource"] } },
    );
    const { errorsAt } = await runTrap({ config, rules });
    const type = (feature: string) => ({
      address: feature,
      message: expect.stringContaining(
        `${feature}_resource is currently a preview feature, and must be enabled by adding ${feature}_resource`,
      ) as unknown,
    });
    const found = Object.entries(errorsAt).map(([address, messages]) => ({
      address: address.replace(/\..*/, ""),
      message: messages.join(),
    }));
    expect(found.sort((a, b) => a.address.localeCompare(b.address))).toEqual([
      type("snowflake_function_javascript"),
      type("snowflake_stage"),
      type("snowflake_storage_integration"),
    ]);
  }, 60_000);

  test("with the feature of a data source left out is refused by the data source", async () => {
    const preview_features_enabled = PREVIEW_FEATURES.filter((feature) => !feature.endsWith("_datasource"));
    const config = stackOf(
      {},
      { data: { snowflake_current_account: { a: {} } }, provider: { preview_features_enabled } },
    );
    const { errors } = await runTrap({ config, rules });
    expect(errors.join()).toMatch(/snowflake_current_account_datasource is currently a preview feature/);
  }, 60_000);

  test("with a preview feature that this version does not know is refused", async () => {
    const config = stackOf(
      {},
      { provider: { preview_features_enabled: ["snowflake_storage_integration_aws_resource"] } },
    );
    const { errors } = await runTrap({ config, rules });
    expect(errors.join()).toMatch(/snowflake_storage_integration_aws_resource/);
  }, 60_000);

  test("with an authenticator that does not exist is refused", async () => {
    const { errors } = await runTrap({ config: stackOf({}, { provider: { authenticator: "KEYPAIR" } }), rules });
    expect(errors.join()).toMatch(/expected authenticator to be one of .*, got KEYPAIR/);
  }, 60_000);
});

describe("a configuration that the provider's schema does not take", () => {
  let result: TrapResult;

  beforeAll(async () => {
    const config = stackOf({
      snowflake_warehouse: { tiny: { name: "TINY", warehouse_size: "TINY" } },
      snowflake_api_integration: { upper: apiIntegration("UPPER", { api_provider: "AWS_API_GATEWAY" }) },
      snowflake_external_function: { sometimes: externalFunction("SOMETIMES", { return_behavior: "SOMETIMES" }) },
      snowflake_task: {
        cron: {
          ...IN_SCHEMA,
          name: "CRON",
          started: false,
          schedule: [{ using_cron: "0 3 * * *" }],
          sql_statement: "SELECT 1",
        },
        seldom: {
          ...IN_SCHEMA,
          name: "SELDOM",
          started: false,
          schedule: [{ minutes: 20000 }],
          sql_statement: "SELECT 1",
        },
        unscheduled: { ...IN_SCHEMA, name: "NONE", started: false, schedule: [{}], sql_statement: "SELECT 1" },
      },
      snowflake_grant_privileges_to_account_role: {
        ownership: { account_role_name: "SYSADMIN", privileges: ["OWNERSHIP"], on_account: true },
        future: {
          account_role_name: "SYSADMIN",
          privileges: ["USAGE"],
          on_schema_object: [{ future: [{ object_type_plural: "EXTERNAL FUNCTIONS", in_schema: "MLOPS_DEV.MLFLOW" }] }],
        },
        kind: {
          account_role_name: "SYSADMIN",
          privileges: ["USAGE"],
          on_account_object: [{ object_type: "API INTEGRATION", object_name: "MLOPS_DEV_API" }],
        },
      },
    });
    result = await runTrap({ config, rules });
  }, 60_000);

  test.each([
    ["snowflake_warehouse.tiny", /expected warehouse_size to be one of .*"XSMALL".*, got TINY/],
    ["snowflake_api_integration.upper", /api_provider.*AWS_API_GATEWAY/],
    ["snowflake_external_function.sometimes", /return_behavior.*SOMETIMES/],
    ["snowflake_task.cron", /'0 3 \* \* \*' is not five cron fields and a time zone/],
    ["snowflake_task.seldom", /a task runs at least every 8 days, got 20000 minutes/],
    ["snowflake_task.unscheduled", /using_cron/],
    [
      "snowflake_grant_privileges_to_account_role.ownership",
      /expected privileges to not be any of \["OWNERSHIP"\], got OWNERSHIP/,
    ],
    ["snowflake_grant_privileges_to_account_role.future", /object_type_plural.*EXTERNAL FUNCTIONS/],
    ["snowflake_grant_privileges_to_account_role.kind", /object_type.*API INTEGRATION/],
  ])("%s is refused with its own message", (address, message) => {
    expect((result.errorsAt[address] ?? []).join()).toMatch(message);
  });

  test("before anything is created", () => {
    expect(result.state.resources).toEqual([]);
  });
});

describe("a value that the provider's validators do not take", () => {
  const task = (changes: JsonObject): JsonObject => ({
    ...IN_SCHEMA,
    name: "T",
    started: false,
    sql_statement: "SELECT 1",
    ...changes,
  });
  const script = (changes: JsonObject): JsonObject => ({
    ...IN_SCHEMA,
    name: "F",
    return_type: "VARIANT",
    function_definition: "return {};",
    ...changes,
  });
  const procedure = (changes: JsonObject): JsonObject => ({
    ...IN_SCHEMA,
    name: "P",
    return_type: "VARIANT",
    procedure_definition: "return {};",
    ...changes,
  });
  const wrong: [type: string, block: JsonObject, attribute: string][] = [
    ["snowflake_warehouse", { name: "W", statement_timeout_in_seconds: -1 }, "statement_timeout_in_seconds"],
    ["snowflake_warehouse", { name: "W", statement_queued_timeout_in_seconds: -1 }, "queued_timeout_in_seconds"],
    ["snowflake_warehouse", { name: "W", max_concurrency_level: 0 }, "max_concurrency_level"],
    ["snowflake_warehouse", { name: "W", auto_suspend: -1 }, "auto_suspend"],
    ["snowflake_warehouse", { name: "W", min_cluster_count: 0 }, "min_cluster_count"],
    ["snowflake_warehouse", { name: "W", query_acceleration_max_scale_factor: 500 }, "max_scale_factor"],
    ["snowflake_warehouse", { name: "W", generation: "3" }, "generation"],
    ["snowflake_warehouse", { name: "W", resource_constraint: "MEMORY_2X" }, "resource_constraint"],
    ["snowflake_warehouse", { name: "W", warehouse_type: "HUGE" }, "warehouse_type"],
    ["snowflake_warehouse", { name: "W", scaling_policy: "FAST" }, "scaling_policy"],
    ["snowflake_database", { name: "D", data_retention_time_in_days: 400 }, "data_retention_time_in_days"],
    ["snowflake_database", { name: "D", data_retention_time_in_days: -1 }, "data_retention_time_in_days"],
    ["snowflake_database", { name: "D", log_level: "LOUD" }, "log_level"],
    ["snowflake_database", { name: "D", trace_level: "SOMETIMES" }, "trace_level"],
    ["snowflake_database", { name: "D", storage_serialization_policy: "FAST" }, "storage_serialization_policy"],
    ["snowflake_schema", { database: "D", name: "S", data_retention_time_in_days: 91 }, "data_retention_time_in_days"],
    ["snowflake_task", task({ user_task_managed_initial_warehouse_size: "TINY" }), "initial_warehouse_size"],
    ["snowflake_task", task({ suspend_task_after_num_failures: -1 }), "suspend_task_after_num_failures"],
    ["snowflake_task", task({ user_task_timeout_ms: -1 }), "user_task_timeout_ms"],
    ["snowflake_task", task({ binary_input_format: "OCTAL" }), "binary_input_format"],
    ["snowflake_task", task({ after: ["JUST_A_NAME"] }), "after"],
    ["snowflake_function_javascript", script({ null_input_behavior: "IGNORE" }), "null_input_behavior"],
    ["snowflake_function_javascript", script({ return_results_behavior: "RANDOM" }), "return_results_behavior"],
    ["snowflake_function_javascript", script({ return_type: "JSON" }), "return_type"],
    ["snowflake_procedure_javascript", procedure({ execute_as: "NOBODY" }), "execute_as"],
    ["snowflake_api_integration", apiIntegration("A", { api_allowed_prefixes: [] }), "api_allowed_prefixes"],
    ["snowflake_storage_integration", storageIntegration("S", { storage_allowed_locations: [] }), "allowed_locations"],
  ];
  let result: TrapResult;

  beforeAll(async () => {
    const resource: Record<string, Record<string, JsonObject>> = {};
    for (const [index, [type, block]] of wrong.entries())
      resource[type] = { ...resource[type], [`wrong_${index}`]: block };
    result = await runTrap({ config: stackOf(resource), rules });
  }, 60_000);

  test.each(wrong.map(([type, block, attribute], index) => [type, JSON.stringify(block), attribute, index] as const))(
    "of %s is refused: %s",
    (type, _, attribute, index) => {
      expect((result.errorsAt[`${type}.wrong_${index}`] ?? []).join()).toContain(attribute);
    },
  );

  test("is refused before anything is created", () => {
    expect(result.state.resources).toEqual([]);
  });

  test("may be written in another letter case where the provider ignores it", async () => {
    const config = stackOf({
      snowflake_warehouse: { lower: { name: "LOWER", warehouse_size: "xsmall", scaling_policy: "economy" } },
      snowflake_function_javascript: { lower: script({ null_input_behavior: "strict", return_type: "variant" }) },
    });
    expect((await runTrap({ config, rules })).errors).toEqual([]);
  }, 60_000);
});
