import { runTrap, type TrapResult } from "../trap";
import { apiIntegration, externalFunction, IN_SCHEMA, PREVIEW_FEATURES, rules, stackOf } from "./stack";

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
    expect(errors.join()).toMatch(/invalid authenticator type: KEYPAIR/);
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
    ["snowflake_warehouse.tiny", /invalid warehouse size: TINY/],
    ["snowflake_api_integration.upper", /api_provider.*AWS_API_GATEWAY/],
    ["snowflake_external_function.sometimes", /return_behavior.*SOMETIMES/],
    ["snowflake_task.cron", /'0 3 \* \* \*' is not five cron fields and a time zone/],
    ["snowflake_task.seldom", /a task runs at least every 8 days, got 20000 minutes/],
    ["snowflake_task.unscheduled", /using_cron/],
    ["snowflake_grant_privileges_to_account_role.ownership", /Unsupported privilege 'OWNERSHIP'/],
    ["snowflake_grant_privileges_to_account_role.future", /object_type_plural.*EXTERNAL FUNCTIONS/],
    ["snowflake_grant_privileges_to_account_role.kind", /object_type.*API INTEGRATION/],
  ])("%s is refused with its own message", (address, message) => {
    expect((result.errorsAt[address] ?? []).join()).toMatch(message);
  });

  test("before anything is created", () => {
    expect(result.state.resources).toEqual([]);
  });
});
