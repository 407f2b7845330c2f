import { rules as snowflake } from "../../../../src/rehearsal/clouds/snowflake";
import type { Blocks, Json, JsonObject, TerraformConfig } from "../trap";

export const rules = [snowflake];

export const PREVIEW_FEATURES = [
  "snowflake_api_integration_resource",
  "snowflake_external_function_resource",
  "snowflake_function_javascript_resource",
  "snowflake_procedure_sql_resource",
  "snowflake_stage_resource",
  "snowflake_storage_integration_resource",
  "snowflake_current_account_datasource",
];

export const GATEWAY = "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/mlops/";

export const IN_SCHEMA: JsonObject = {
  database: "${snowflake_database.db.name}",
  schema: "${snowflake_schema.schema.name}",
};

/** A translator that fits. */
export const TRANSLATOR: JsonObject = {
  ...IN_SCHEMA,
  name: "TRANSLATOR",
  arguments: [{ arg_name: "EVENT", arg_data_type: "OBJECT" }],
  return_type: "OBJECT",
  function_definition: "return { body: EVENT.body };",
};

/** An external function that fits, with changes. */
export function externalFunction(name: string, changes: JsonObject = {}): JsonObject {
  return {
    ...IN_SCHEMA,
    name,
    arg: [{ name: "RUN_ID", type: "VARCHAR" }],
    return_type: "VARIANT",
    return_behavior: "VOLATILE",
    api_integration: "${snowflake_api_integration.api.name}",
    url_of_proxy_and_resource: GATEWAY,
    max_batch_rows: 1,
    compression: "NONE",
    ...changes,
  };
}

export function apiIntegration(name: string, changes: JsonObject = {}): JsonObject {
  return {
    name,
    api_provider: "aws_api_gateway",
    api_aws_role_arn: "arn:aws:iam::123456789012:role/snowflake",
    api_allowed_prefixes: [GATEWAY],
    ...changes,
  };
}

export function storageIntegration(name: string, changes: JsonObject = {}): JsonObject {
  return {
    name,
    storage_provider: "S3",
    storage_aws_role_arn: "arn:aws:iam::123456789012:role/storage",
    storage_allowed_locations: ["s3://artifacts/mlflow/"],
    ...changes,
  };
}

/** Database, schema, warehouse, role, integrations and a translator, which all fit. */
export const FOUNDATION: Blocks = {
  snowflake_database: { db: { name: "MLOPS_DEV" } },
  snowflake_schema: { schema: { database: "${snowflake_database.db.name}", name: "MLFLOW" } },
  snowflake_warehouse: { wh: { name: "MLOPS_DEV_WH", warehouse_size: "XSMALL", auto_suspend: 60 } },
  snowflake_account_role: { kedro: { name: "MLOPS_DEV_KEDRO" } },
  snowflake_api_integration: { api: apiIntegration("MLOPS_DEV_API") },
  snowflake_storage_integration: { storage: storageIntegration("MLOPS_DEV_STORAGE") },
  snowflake_function_javascript: { translator: TRANSLATOR },
};

/** A stack of the foundation and more; blocks of one type are joined. */
export function stackOf(
  more: Blocks = {},
  options: { foundation?: Blocks; provider?: JsonObject; output?: Record<string, { value: Json }>; data?: Blocks } = {},
): TerraformConfig {
  const resource: Blocks = { ...(options.foundation ?? FOUNDATION) };
  for (const [type, blocks] of Object.entries(more)) resource[type] = { ...resource[type], ...blocks };
  return {
    terraform: { required_providers: { snowflake: { source: "snowflakedb/snowflake", version: "2.11.0" } } },
    provider: {
      snowflake: [
        {
          organization_name: "ACME",
          account_name: "DEV",
          user: "DEPLOYER",
          preview_features_enabled: PREVIEW_FEATURES,
          ...options.provider,
        },
      ],
    },
    resource,
    ...(options.data && { data: options.data }),
    ...(options.output && { output: options.output }),
  };
}
