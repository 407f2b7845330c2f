import type { Reader } from "./reader";
import type { Renderer } from "./statement";
import { requoted } from "./text";

/** `ALL TABLES IN SCHEMA "DB"."S"` and the like. */
function several(words: "ALL" | "FUTURE", block: Reader): string {
  const schema = block.text("in_schema");
  const scope =
    schema === undefined ? `DATABASE ${requoted(block.required("in_database"))}` : `SCHEMA ${requoted(schema)}`;
  return `${words} ${block.required("object_type_plural").toUpperCase()} IN ${scope}`;
}

/** One object, all objects of a kind, or future ones. */
function objects(block: Reader): string {
  const all = block.block("all");
  const future = block.block("future");
  if (all !== undefined) return several("ALL", all);
  if (future !== undefined) return several("FUTURE", future);
  return `${block.required("object_type").toUpperCase()} ${requoted(block.required("object_name"))}`;
}

function schemas(block: Reader): string {
  const all = block.text("all_schemas_in_database");
  const future = block.text("future_schemas_in_database");
  if (all !== undefined) return `ALL SCHEMAS IN DATABASE ${requoted(all)}`;
  if (future !== undefined) return `FUTURE SCHEMAS IN DATABASE ${requoted(future)}`;
  return `SCHEMA ${requoted(block.required("schema_name"))}`;
}

function target(reader: Reader): string {
  if (reader.flag("on_account")) return "ACCOUNT";
  const accountObject = reader.block("on_account_object");
  if (accountObject !== undefined) return objects(accountObject);
  const schema = reader.block("on_schema");
  if (schema !== undefined) return schemas(schema);
  const schemaObject = reader.block("on_schema_object");
  return schemaObject === undefined ? reader.refuse("the grant has no object") : objects(schemaObject);
}

/** https://docs.snowflake.com/en/sql-reference/sql/grant-privilege */
const privileges: Renderer = (reader) => {
  // Affects when Terraform sends the grant, not the statement.
  reader.ignore("always_apply", "always_apply_trigger");
  const what = reader.flag("all_privileges") ? "ALL PRIVILEGES" : reader.list("privileges").join(", ");
  const option = reader.flag("with_grant_option") ? " WITH GRANT OPTION" : "";
  return [`GRANT ${what} ON ${target(reader)} TO ROLE ${requoted(reader.required("account_role_name"))}${option}`];
};

/** https://docs.snowflake.com/en/sql-reference/sql/grant-role */
const role: Renderer = (reader) => {
  const parent = reader.text("parent_role_name");
  const to = parent === undefined ? `USER ${requoted(reader.required("user_name"))}` : `ROLE ${requoted(parent)}`;
  return [`GRANT ROLE ${requoted(reader.required("role_name"))} TO ${to}`];
};

/** https://docs.snowflake.com/en/sql-reference/sql/grant-ownership */
const ownership: Renderer = (reader) => {
  const on = reader.block("on") ?? reader.refuse("the grant has no object");
  const databaseRole = reader.text("database_role_name");
  const to =
    databaseRole === undefined
      ? `ROLE ${requoted(reader.required("account_role_name"))}`
      : `DATABASE ROLE ${requoted(databaseRole)}`;
  const outbound = reader.text("outbound_privileges");
  const current = outbound === undefined ? "" : ` ${outbound.toUpperCase()} CURRENT GRANTS`;
  return [`GRANT OWNERSHIP ON ${objects(on)} TO ${to}${current}`];
};

export const grantRenderers: Readonly<Record<string, Renderer>> = {
  snowflake_grant_account_role: role,
  snowflake_grant_ownership: ownership,
  snowflake_grant_privileges_to_account_role: privileges,
};
