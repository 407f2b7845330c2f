import type { Reader } from "./reader";
import { comment, plain, statement, text, type Renderer } from "./statement";
import { literals, quoted } from "./text";

/** The provider sends ENABLED always; its default is true. */
const enabled = (reader: Reader) => `ENABLED = ${reader.text("enabled") ?? "true"}`;

function list(reader: Reader, attribute: string): string | undefined {
  const items = reader.list(attribute);
  return items.length === 0 ? undefined : `${attribute.toUpperCase()} = ${literals(items)}`;
}

/** A placeholder for a secret, never its value. */
function hidden(reader: Reader, attribute: string): string | undefined {
  return reader.text(attribute) === undefined ? undefined : `${attribute.toUpperCase()} = '<not shown>'`;
}

/** https://docs.snowflake.com/en/sql-reference/sql/create-api-integration */
const apiIntegration: Renderer = (reader) => {
  // Snowflake generates this value; the provider does not send the configured one.
  reader.ignore("api_gcp_service_account");
  return [
    statement(`CREATE API INTEGRATION ${quoted(reader.required("name"))}`, [
      plain(reader, "api_provider"),
      text(reader, "api_aws_role_arn"),
      text(reader, "azure_tenant_id"),
      text(reader, "azure_ad_application_id"),
      text(reader, "google_audience"),
      hidden(reader, "api_key"),
      list(reader, "api_allowed_prefixes"),
      list(reader, "api_blocked_prefixes"),
      enabled(reader),
      comment(reader),
    ]),
  ];
};

/** https://docs.snowflake.com/en/sql-reference/sql/create-storage-integration */
const storageIntegration: Renderer = (reader) => [
  statement(`CREATE STORAGE INTEGRATION ${quoted(reader.required("name"))}`, [
    `TYPE = ${reader.text("type") ?? "EXTERNAL_STAGE"}`,
    text(reader, "storage_provider"),
    text(reader, "storage_aws_role_arn"),
    text(reader, "storage_aws_external_id"),
    text(reader, "storage_aws_object_acl"),
    text(reader, "azure_tenant_id"),
    plain(reader, "use_privatelink_endpoint"),
    enabled(reader),
    list(reader, "storage_allowed_locations"),
    list(reader, "storage_blocked_locations"),
    comment(reader),
  ]),
];

/** Options that the provider writes between parentheses without escaping. */
function options(reader: Reader, attribute: string): string | undefined {
  const value = reader.text(attribute);
  return value === undefined ? undefined : `${attribute.toUpperCase()} = (${value})`;
}

/** https://docs.snowflake.com/en/sql-reference/sql/create-stage */
const stage: Renderer = (reader) => {
  const integration = reader.text("storage_integration");
  const credentials = reader.text("credentials");
  return [
    statement(`CREATE STAGE ${reader.schemaObject()}`, [
      text(reader, "url"),
      credentials === undefined ? undefined : "CREDENTIALS = (<not shown>)",
      integration === undefined ? undefined : `STORAGE_INTEGRATION = ${quoted(integration)}`,
      options(reader, "encryption"),
      options(reader, "file_format"),
      options(reader, "copy_options"),
      options(reader, "directory"),
      comment(reader),
    ]),
  ];
};

export const integrationRenderers: Readonly<Record<string, Renderer>> = {
  snowflake_api_integration: apiIntegration,
  snowflake_storage_integration: storageIntegration,
  snowflake_stage: stage,
};
