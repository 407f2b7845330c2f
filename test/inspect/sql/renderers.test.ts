import { previewSql } from "../../../src/inspect/sql";
import { stackOf } from "../stack";

/** The SQL of one resource on one line, beside others that it may refer to. */
function sqlOf(type: string, values: Record<string, unknown>, others: Parameters<typeof stackOf>[0] = {}): string[] {
  const found = previewSql(stackOf({ ...others, [`${type}.it`]: values })).find(
    ({ address }) => address === `${type}.it`,
  );
  return (found?.statements ?? []).map((statement) => statement.replace(/\n\s*/g, " "));
}

const inSchema = { database: "D", schema: "S", name: "N" };

// Expected texts follow the unit tests of the provider's SDK: pkg/sdk/*_test.go.
test.each<[string, Record<string, unknown>, string]>([
  [
    "snowflake_database",
    { name: "D", is_transient: true, data_retention_time_in_days: 1, comment: "it's" },
    `CREATE TRANSIENT DATABASE "D" DATA_RETENTION_TIME_IN_DAYS = 1 COMMENT = 'it\\'s'`,
  ],
  [
    "snowflake_schema",
    { database: "D", name: "s", with_managed_access: "true" },
    'CREATE SCHEMA "D"."s" WITH MANAGED ACCESS',
  ],
  [
    "snowflake_warehouse",
    {
      name: "W",
      warehouse_size: "XSMALL",
      auto_suspend: 60,
      auto_resume: "true",
      initially_suspended: true,
      resource_monitor: "M",
    },
    `CREATE WAREHOUSE "W" WAREHOUSE_SIZE = 'XSMALL' AUTO_SUSPEND = 60 AUTO_RESUME = true INITIALLY_SUSPENDED = true RESOURCE_MONITOR = "M"`,
  ],
  ["snowflake_account_role", { name: 'a"b' }, 'CREATE ROLE "a""b"'],
  [
    "snowflake_api_integration",
    {
      name: "A",
      api_provider: "azure_api_management",
      azure_tenant_id: "t",
      azure_ad_application_id: "a",
      api_allowed_prefixes: ["https://x/", "https://y/"],
      enabled: false,
    },
    `CREATE API INTEGRATION "A" API_PROVIDER = azure_api_management AZURE_TENANT_ID = 't' AZURE_AD_APPLICATION_ID = 'a' API_ALLOWED_PREFIXES = ('https://x/', 'https://y/') ENABLED = false`,
  ],
  [
    "snowflake_storage_integration",
    {
      name: "A",
      storage_provider: "GCS",
      storage_allowed_locations: ["gcs://b/"],
      storage_blocked_locations: ["gcs://b/x/"],
    },
    `CREATE STORAGE INTEGRATION "A" TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'GCS' ENABLED = true STORAGE_ALLOWED_LOCATIONS = ('gcs://b/') STORAGE_BLOCKED_LOCATIONS = ('gcs://b/x/')`,
  ],
  [
    "snowflake_stage",
    { ...inSchema, url: "s3://b/", storage_integration: "I", directory: "ENABLE = true" },
    `CREATE STAGE "D"."S"."N" URL = 's3://b/' STORAGE_INTEGRATION = "I" DIRECTORY = (ENABLE = true)`,
  ],
  [
    "snowflake_external_function",
    {
      ...inSchema,
      arg: [{ name: "A", type: "VARCHAR" }],
      header: [{ name: "x-y", value: "z" }],
      context_headers: ["CURRENT_USER"],
      max_batch_rows: 1,
      compression: "NONE",
      return_type: "VARIANT",
      return_behavior: "VOLATILE",
      api_integration: "I",
      request_translator: "D.S.T",
      url_of_proxy_and_resource: "https://x/",
    },
    `CREATE EXTERNAL FUNCTION "D"."S"."N"(A VARCHAR) RETURNS VARIANT CALLED ON NULL INPUT VOLATILE COMMENT = 'user-defined function' API_INTEGRATION = "I" HEADERS = ('x-y' = 'z') CONTEXT_HEADERS = (CURRENT_USER) MAX_BATCH_ROWS = 1 COMPRESSION = NONE REQUEST_TRANSLATOR = "D"."S"."T" AS 'https://x/'`,
  ],
  [
    "snowflake_procedure_javascript",
    {
      ...inSchema,
      arguments: [{ arg_name: "a", arg_data_type: "VARCHAR", arg_default_value: "'x'" }],
      return_type: "VARIANT",
      execute_as: "CALLER",
      procedure_definition: "return 1",
    },
    `CREATE PROCEDURE "D"."S"."N"("a" VARCHAR DEFAULT 'x') RETURNS VARIANT LANGUAGE JAVASCRIPT EXECUTE AS CALLER AS $$return 1$$`,
  ],
  ["snowflake_grant_account_role", { role_name: "A", user_name: "U" }, 'GRANT ROLE "A" TO USER "U"'],
  [
    "snowflake_grant_ownership",
    { account_role_name: "R", on: { future: { object_type_plural: "tables", in_schema: "D.S" } } },
    'GRANT OWNERSHIP ON FUTURE TABLES IN SCHEMA "D"."S" TO ROLE "R"',
  ],
  [
    "snowflake_grant_privileges_to_account_role",
    {
      account_role_name: '"R"',
      all_privileges: true,
      with_grant_option: true,
      on_account_object: { object_type: "INTEGRATION", object_name: '"I"' },
      always_apply: true,
    },
    'GRANT ALL PRIVILEGES ON INTEGRATION "I" TO ROLE "R" WITH GRANT OPTION',
  ],
  [
    "snowflake_grant_privileges_to_account_role",
    {
      account_role_name: "R",
      privileges: ["SELECT"],
      on_schema_object: { all: { object_type_plural: "VIEWS", in_database: "D" } },
    },
    'GRANT SELECT ON ALL VIEWS IN DATABASE "D" TO ROLE "R"',
  ],
  [
    "snowflake_grant_privileges_to_account_role",
    { account_role_name: "R", privileges: ["USAGE"], on_schema: { future_schemas_in_database: "D" } },
    'GRANT USAGE ON FUTURE SCHEMAS IN DATABASE "D" TO ROLE "R"',
  ],
])("%s is written as the provider writes it: %#", (type, values, expected) => {
  expect(sqlOf(type, values)).toEqual([expected]);
});

test("a started task is created suspended and then resumed", () => {
  const values = {
    ...inSchema,
    warehouse: "W",
    schedule: { using_cron: "0 3 * * * UTC" },
    after: ["D.S.B"],
    when: "TRUE",
    sql_statement: "SELECT 1",
    started: true,
  };
  expect(sqlOf("snowflake_task", values)).toEqual([
    `CREATE TASK "D"."S"."N" WAREHOUSE = "W" SCHEDULE = 'USING CRON 0 3 * * * UTC' AFTER "D"."S"."B" WHEN TRUE AS SELECT 1`,
    'ALTER TASK "D"."S"."N" RESUME',
  ]);
  expect(sqlOf("snowflake_task", { ...values, schedule: [{ minutes: 5 }], started: false })[0]).toContain("'5 MINUTE'");
});

test("what the configuration tells is written out, what only the deploy tells is named", () => {
  const others = {
    "snowflake_database.d": { name: "D" },
    "snowflake_schema.s": { name: "S", database: "${snowflake_database.d.name}" },
    "snowflake_function_javascript.f": {
      database: "D",
      schema: "${snowflake_schema.s.name}",
      name: "F",
      arguments: [{ arg_name: "E", arg_data_type: "OBJECT" }],
      return_type: "OBJECT",
      function_definition: "return 1",
    },
    "aws_s3_bucket.b": { bucket: "b-${random_id.r.hex}" },
    "random_id.r": {},
  };
  const grant = (objectName: string) => ({
    account_role_name: "R",
    privileges: ["USAGE"],
    on_schema_object: { object_type: "FUNCTION", object_name: objectName },
  });
  expect(
    sqlOf(
      "snowflake_grant_privileges_to_account_role",
      grant("${snowflake_function_javascript.f.fully_qualified_name}"),
      others,
    ),
  ).toEqual(['GRANT USAGE ON FUNCTION "D"."S"."F"(OBJECT) TO ROLE "R"']);
  expect(sqlOf("snowflake_stage", { ...inSchema, url: "s3://${aws_s3_bucket.b.bucket}/x/" }, others)).toEqual([
    `CREATE STAGE "D"."S"."N" URL = 's3://b-<known after the deploy: random_id.r.hex>/x/'`,
  ]);
  expect(sqlOf("snowflake_account_role", { name: "${data.snowflake_current_role.x.name}" })).toEqual([
    'CREATE ROLE "<known after the deploy: data.snowflake_current_role.x.name>"',
  ]);
  expect(sqlOf("snowflake_account_role", { name: "${var.role}" })).toEqual(['CREATE ROLE "<the variable role>"']);
});

test("a name that holds a placeholder keeps its parts", () => {
  const on = { object_type: "STAGE", object_name: "${upper(x.y)}.S.N" };
  expect(sqlOf("snowflake_grant_ownership", { account_role_name: "R", on, outbound_privileges: "REVOKE" })).toEqual([
    'GRANT OWNERSHIP ON STAGE "<known after the deploy: upper(x.y)>"."S"."N" TO ROLE "R" REVOKE CURRENT GRANTS',
  ]);
});
