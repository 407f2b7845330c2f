import type { Reader } from "./reader";
import { comment, plain, statement, text, type Renderer } from "./statement";
import { quoted } from "./text";

const RETENTION = ["data_retention_time_in_days", "max_data_extension_time_in_days"];

const transient = (reader: Reader) => (reader.flag("is_transient") ? "TRANSIENT " : "");

/** https://docs.snowflake.com/en/sql-reference/sql/create-database */
const database: Renderer = (reader) => [
  statement(`CREATE ${transient(reader)}DATABASE ${quoted(reader.required("name"))}`, [
    ...RETENTION.map((name) => plain(reader, name)),
    comment(reader),
  ]),
];

/** https://docs.snowflake.com/en/sql-reference/sql/create-schema */
const schema: Renderer = (reader) => [
  statement(`CREATE ${transient(reader)}SCHEMA ${quoted(reader.required("database"), reader.required("name"))}`, [
    reader.flag("with_managed_access") ? "WITH MANAGED ACCESS" : undefined,
    ...RETENTION.map((name) => plain(reader, name)),
    comment(reader),
  ]),
];

/** https://docs.snowflake.com/en/sql-reference/sql/create-warehouse */
const warehouse: Renderer = (reader) => {
  const monitor = reader.text("resource_monitor");
  return [
    statement(`CREATE WAREHOUSE ${quoted(reader.required("name"))}`, [
      text(reader, "warehouse_type"),
      text(reader, "warehouse_size"),
      text(reader, "generation"),
      plain(reader, "max_cluster_count"),
      plain(reader, "min_cluster_count"),
      text(reader, "scaling_policy"),
      plain(reader, "auto_suspend"),
      plain(reader, "auto_resume"),
      plain(reader, "initially_suspended"),
      monitor === undefined ? undefined : `RESOURCE_MONITOR = ${quoted(monitor)}`,
      comment(reader),
      plain(reader, "enable_query_acceleration"),
      plain(reader, "query_acceleration_max_scale_factor"),
      plain(reader, "max_concurrency_level"),
      plain(reader, "statement_queued_timeout_in_seconds"),
      plain(reader, "statement_timeout_in_seconds"),
    ]),
  ];
};

/** https://docs.snowflake.com/en/sql-reference/sql/create-role */
const accountRole: Renderer = (reader) => [
  statement(`CREATE ROLE ${quoted(reader.required("name"))}`, [comment(reader)]),
];

export const workspaceRenderers: Readonly<Record<string, Renderer>> = {
  snowflake_database: database,
  snowflake_schema: schema,
  snowflake_warehouse: warehouse,
  snowflake_account_role: accountRole,
};
