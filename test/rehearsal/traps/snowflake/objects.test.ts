import { runTrap, type Blocks, type JsonObject, type TrapResult } from "../trap";
import { apiIntegration, GATEWAY, IN_SCHEMA, rules, stackOf, storageIntegration } from "./stack";

type Wrong = readonly [type: string, block: JsonObject, message: RegExp];

const stage = (name: string, changes: JsonObject): JsonObject => ({ ...IN_SCHEMA, name, ...changes });

const task = (name: string, changes: JsonObject): JsonObject => ({
  ...IN_SCHEMA,
  name,
  warehouse: "${snowflake_warehouse.wh.name}",
  started: false,
  schedule: [{ minutes: 10 }],
  sql_statement: "SELECT 1",
  ...changes,
});

const sql = (execute: string): JsonObject => ({ execute, revert: "SELECT 1" });

const role = { account_role_name: "${snowflake_account_role.kedro.name}" };

const onObject = (object_type: string, object_name: string): JsonObject => ({
  on_schema_object: [{ object_type, object_name }],
});

/** Each resource below is wrong in one way only. */
const WRONG: Record<string, Wrong> = {
  // Stages (external and internal)
  quoted_integration: [
    "snowflake_stage",
    stage("S1", {
      url: "s3://artifacts/mlflow/",
      storage_integration: "${snowflake_storage_integration.storage.fully_qualified_name}",
    }),
    /STORAGE_INTEGRATION = ""MLOPS_DEV_STORAGE"".*not its fully qualified name/,
  ],
  other_bucket: [
    "snowflake_stage",
    stage("S2", { url: "s3://other/", storage_integration: "${snowflake_storage_integration.storage.name}" }),
    /Location 's3:\/\/other\/' is not allowed by integration 'MLOPS_DEV_STORAGE'/,
  ],
  quote_in_url: [
    "snowflake_stage",
    stage("S3", { url: "s3://it's/" }),
    /the provider does not escape the quote in URL/,
  ],
  api_integration_of_stage: [
    "snowflake_stage",
    stage("S4", { url: "s3://artifacts/", storage_integration: "${snowflake_api_integration.api.name}" }),
    /Integration 'MLOPS_DEV_API' does not exist or not authorized/,
  ],
  unknown_option: [
    "snowflake_stage",
    stage("S5", { copy_options: "LOAD_MODE = FULL_INGEST" }),
    /copy_options LOAD_MODE is not known to the simulated Snowflake/,
  ],
  // Integrations
  gs_scheme: [
    "snowflake_storage_integration",
    { name: "I1", storage_provider: "GCS", storage_allowed_locations: ["gs://artifacts/"] },
    /Invalid storage location 'gs:\/\/artifacts\/' for GCS: it must begin with gcs:\/\//,
  ],
  s3_without_role: [
    "snowflake_storage_integration",
    { name: "I2", storage_provider: "S3", storage_allowed_locations: ["s3://artifacts/"] },
    /if you use the S3 storage provider you must specify a storage_aws_role_arn/,
  ],
  no_role_arn: [
    "snowflake_storage_integration",
    storageIntegration("I3", { storage_aws_role_arn: "snowflake-role" }),
    /'snowflake-role' is not the ARN of an IAM role/,
  ],
  taken_name: [
    "snowflake_storage_integration",
    storageIntegration("${snowflake_api_integration.api.name}"),
    /Object 'MLOPS_DEV_API' already exists/,
  ],
  aws_without_role: [
    "snowflake_api_integration",
    { name: "I4", api_provider: "aws_api_gateway", api_allowed_prefixes: [GATEWAY] },
    /if you use AWS api provider you must specify an api_aws_role_arn/,
  ],
  azure_without_tenant: [
    "snowflake_api_integration",
    { name: "I5", api_provider: "azure_api_management", api_allowed_prefixes: ["https://mlops.azure-api.net/"] },
    /if you use the Azure api provider you must specify an azure_tenant_id/,
  ],
  gcp_without_audience: [
    "snowflake_api_integration",
    {
      name: "I6",
      api_provider: "google_api_gateway",
      api_allowed_prefixes: ["https://mlops-a1b2c3d4.ew.gateway.dev/"],
    },
    /if you use GCP api provider you must specify an google_audience/,
  ],
  plain_http: [
    "snowflake_api_integration",
    apiIntegration("I7", { api_allowed_prefixes: ["http://mlops.example.com/"] }),
    /api_allowed_prefixes holds 'http:\/\/mlops.example.com\/', which is no https/,
  ],
  // Grants
  missing_role: [
    "snowflake_grant_privileges_to_account_role",
    { account_role_name: "NOBODY", privileges: ["EXECUTE TASK"], on_account: true },
    /Role 'NOBODY' does not exist or not authorized/,
  ],
  lower_case_role: [
    "snowflake_grant_privileges_to_account_role",
    { account_role_name: "mlops_dev_kedro", privileges: ["EXECUTE TASK"], on_account: true },
    /Role 'mlops_dev_kedro' does not exist or not authorized/,
  ],
  no_signature: [
    "snowflake_grant_privileges_to_account_role",
    { ...role, privileges: ["USAGE"], ...onObject("FUNCTION", "MLOPS_DEV.MLFLOW.TRANSLATOR") },
    /unable to parse identifier: '\(' not present/,
  ],
  wrong_signature: [
    "snowflake_grant_privileges_to_account_role",
    { ...role, privileges: ["USAGE"], ...onObject("FUNCTION", '"MLOPS_DEV"."MLFLOW"."TRANSLATOR"(VARCHAR)') },
    /Function 'MLOPS_DEV.MLFLOW.TRANSLATOR\(VARCHAR\)' does not exist or not authorized/,
  ],
  api_as_object_type: [
    "snowflake_grant_privileges_to_account_role",
    {
      ...role,
      privileges: ["USAGE"],
      on_account_object: [{ object_type: "WAREHOUSE", object_name: "${snowflake_api_integration.api.name}" }],
    },
    /Warehouse 'MLOPS_DEV_API' does not exist or not authorized/,
  ],
  usage_on_internal_stage: [
    "snowflake_grant_privileges_to_account_role",
    { ...role, privileges: ["USAGE"], ...onObject("STAGE", "${snowflake_stage.internal.fully_qualified_name}") },
    /privilege 'USAGE' is not valid for internal stage/,
  ],
  write_without_read: [
    "snowflake_grant_privileges_to_account_role",
    { ...role, privileges: ["WRITE"], ...onObject("STAGE", "${snowflake_stage.internal.fully_qualified_name}") },
    /WRITE on stage .* needs READ on it/,
  ],
  write_to_external_stage: [
    "snowflake_grant_privileges_to_account_role",
    { ...role, privileges: ["READ"], ...onObject("STAGE", "${snowflake_stage.external.fully_qualified_name}") },
    /privilege 'READ' is not valid for external stage/,
  ],
  public: [
    "snowflake_grant_account_role",
    { role_name: "PUBLIC", parent_role_name: "${snowflake_account_role.kedro.name}" },
    /every user has that role, it cannot be granted/,
  ],
  circle: [
    "snowflake_grant_account_role",
    { role_name: "ACCOUNTADMIN", parent_role_name: "SYSADMIN" },
    /role 'ACCOUNTADMIN' cannot be granted to 'SYSADMIN'/,
  ],
  dependent_grants: [
    "snowflake_grant_ownership",
    {
      ...role,
      on: [{ object_type: "STAGE", object_name: "${snowflake_stage.granted.fully_qualified_name}" }],
      depends_on: ["snowflake_grant_privileges_to_account_role.granted"],
    },
    /Dependent grant of privilege 'READ' .* must be revoked first/,
  ],
  // Tasks
  no_warehouse: ["snowflake_task", task("T1", { warehouse: "NOWHERE" }), /Warehouse 'NOWHERE' does not exist/],
  started_without_schedule: [
    "snowflake_task",
    { ...IN_SCHEMA, name: "T2", warehouse: "${snowflake_warehouse.wh.name}", started: true, sql_statement: "SELECT 1" },
    /Failed to start the task: .* a root task needs a schedule/,
  ],
  missing_predecessor: [
    "snowflake_task",
    {
      ...IN_SCHEMA,
      name: "T3",
      warehouse: "${snowflake_warehouse.wh.name}",
      started: false,
      after: ['"MLOPS_DEV"."MLFLOW"."FIRST"'],
      sql_statement: "SELECT 1",
    },
    /Task 'MLOPS_DEV.MLFLOW.FIRST' does not exist/,
  ],
  // SQL
  unknown_sql: [
    "snowflake_execute",
    sql("CREATE NETWORK RULE R MODE = EGRESS TYPE = HOST_PORT VALUE_LIST = ('a:443')"),
    /The simulated Snowflake does not know this SQL/,
  ],
  unknown_property: [
    "snowflake_execute",
    sql("ALTER API INTEGRATION MLOPS_DEV_API SET API_AWS_EXTERNAL_ID = 'x'"),
    /does not know this SQL \(at 'API_AWS_EXTERNAL_ID'\)/,
  ],
  two_statements: [
    "snowflake_execute",
    sql("SELECT 1; SELECT 2"),
    /Actual statement count 2 did not match the desired statement count 1/,
  ],
  folded_name: [
    "snowflake_execute",
    sql("DROP INTEGRATION lower_case"),
    /Integration 'LOWER_CASE' does not exist or not authorized/,
  ],
};

function wrongBlocks(): Blocks {
  const blocks: Blocks = {};
  const all = ["snowflake_function_javascript.translator", "snowflake_schema.schema", "snowflake_api_integration.api"];
  for (const [name, [type, block]] of Object.entries(WRONG)) {
    const before = Array.isArray(block.depends_on) ? block.depends_on : [];
    (blocks[type] ??= {})[name] = {
      ...block,
      depends_on: [...before, ...all.filter((each) => !each.startsWith(type))],
    };
  }
  return blocks;
}

describe("wrong objects, grants, tasks and SQL", () => {
  let result: TrapResult;

  beforeAll(async () => {
    const blocks = wrongBlocks();
    const config = stackOf({
      ...blocks,
      snowflake_stage: {
        ...blocks.snowflake_stage,
        internal: stage("MLFLOW_STAGE", {}),
        granted: stage("GRANTED_STAGE", {}),
        external: stage("MLFLOW_ARTIFACT_STAGE", {
          url: "s3://artifacts/mlflow/",
          storage_integration: "${snowflake_storage_integration.storage.name}",
        }),
      },
      snowflake_api_integration: { ...blocks.snowflake_api_integration, lower: apiIntegration("lower_case") },
      snowflake_grant_privileges_to_account_role: {
        ...blocks.snowflake_grant_privileges_to_account_role,
        granted: {
          ...role,
          privileges: ["READ"],
          ...onObject("STAGE", "${snowflake_stage.granted.fully_qualified_name}"),
        },
      },
    });
    result = await runTrap({ config, rules });
  }, 60_000);

  test.each(Object.entries(WRONG).map(([name, [type, , message]]) => [`${type}.${name}`, message] as const))(
    "%s is refused with its own message",
    (address, message) => {
      expect((result.errorsAt[address] ?? []).join("\n")).toMatch(message);
    },
  );

  test("nothing else is wrong", () => {
    const expected = Object.entries(WRONG).map(([name, [type]]) => `${type}.${name}`);
    expect(Object.keys(result.errorsAt).sort()).toEqual(expected.sort());
  });
});
