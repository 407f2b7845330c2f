import type { Account, Held } from "../../simulator/account";
import type { Values } from "../../simulator/rule";
import { canonicalType } from "./data-types";
import { alreadyExists, doesNotExist, quoted, withArguments } from "./names";
import { blocks, flag, text } from "./values";

/** Snowflake's object types as GRANT names them. */
export type ObjectType =
  "DATABASE" | "SCHEMA" | "WAREHOUSE" | "ROLE" | "INTEGRATION" | "FUNCTION" | "PROCEDURE" | "STAGE" | "TASK";

const TERRAFORM_TYPES: Record<ObjectType, string[]> = {
  DATABASE: ["snowflake_database"],
  SCHEMA: ["snowflake_schema"],
  WAREHOUSE: ["snowflake_warehouse"],
  ROLE: ["snowflake_account_role"],
  INTEGRATION: ["snowflake_api_integration", "snowflake_storage_integration"],
  FUNCTION: [
    "snowflake_external_function",
    "snowflake_function_javascript",
    "snowflake_function_sql",
    "snowflake_function_python",
  ],
  PROCEDURE: ["snowflake_procedure_javascript", "snowflake_procedure_sql", "snowflake_procedure_python"],
  STAGE: ["snowflake_stage"],
  TASK: ["snowflake_task"],
};

const IN_SCHEMA: ObjectType[] = ["FUNCTION", "PROCEDURE", "STAGE", "TASK"];

const SYSTEM_ROLES = ["ACCOUNTADMIN", "SECURITYADMIN", "SYSADMIN", "USERADMIN", "ORGADMIN", "PUBLIC"];

export function isObjectType(type: string): type is ObjectType {
  return type in TERRAFORM_TYPES;
}

export function isSystemRole(name: string): boolean {
  return SYSTEM_ROLES.includes(name);
}

export function objectsOf(account: Account, type: ObjectType): Held[] {
  return TERRAFORM_TYPES[type].flatMap((terraformType) => account.list(terraformType));
}

/** The types of a function's or procedure's arguments, as its signature shows them. */
export function signatureTypes(values: Values): string[] {
  const external = blocks(values, "arg").map((argument) => text(argument, "type"));
  const others = blocks(values, "arguments").map((argument) => text(argument, "arg_data_type"));
  return [...external, ...others].map(canonicalType);
}

/** The quoted name under which the account knows an object. */
export function nameOf(type: ObjectType, values: Values): string {
  const name = text(values, "name");
  if (type === "FUNCTION" || type === "PROCEDURE") {
    return withArguments(text(values, "database"), text(values, "schema"), name, signatureTypes(values));
  }
  if (IN_SCHEMA.includes(type)) return quoted(text(values, "database"), text(values, "schema"), name);
  if (type === "SCHEMA") return quoted(text(values, "database"), name);
  return quoted(name);
}

export function find(account: Account, type: ObjectType, name: string): Held | undefined {
  return objectsOf(account, type).find((held) => nameOf(type, held.values) === name);
}

export function exists(account: Account, type: ObjectType, name: string): boolean {
  if (find(account, type, name)) return true;
  if (type === "ROLE") return SYSTEM_ROLES.some((role) => quoted(role) === name);
  return type === "SCHEMA" && hasImplicitSchema(account, name);
}

/** CREATE DATABASE makes PUBLIC and INFORMATION_SCHEMA: https://docs.snowflake.com/en/sql-reference/sql/create-database */
function hasImplicitSchema(account: Account, name: string): boolean {
  return account.list("snowflake_database").some(({ values }) => {
    const database = text(values, "name");
    if (name === quoted(database, "INFORMATION_SCHEMA")) return true;
    return name === quoted(database, "PUBLIC") && !flag(values, "drop_public_schema_on_creation");
  });
}

export function requireExisting(account: Account, type: ObjectType, name: string): void {
  if (!exists(account, type, name)) {
    throw doesNotExist(type.charAt(0) + type.slice(1).toLowerCase(), unquotedForMessage(name));
  }
}

/** Snowflake's messages show names without quotes. */
export function unquotedForMessage(name: string): string {
  return name.replace(/"/g, "");
}

/** Refuses an object of a schema whose schema is not there, or whose name is taken. */
export function requireFreeInSchema(account: Account, type: ObjectType, values: Values): void {
  requireExisting(account, "SCHEMA", quoted(text(values, "database"), text(values, "schema")));
  requireFree(account, type, nameOf(type, values));
}

export function requireFree(account: Account, type: ObjectType, name: string): void {
  if (exists(account, type, name)) throw alreadyExists(unquotedForMessage(name));
}

/** What a dropped schema or database takes with it: DROP ... CASCADE is the default. */
export function contents(account: Account, database: string, schema?: string): { type: ObjectType; held: Held }[] {
  const types: ObjectType[] = schema === undefined ? ["SCHEMA", ...IN_SCHEMA] : IN_SCHEMA;
  return types.flatMap((type) =>
    objectsOf(account, type)
      .filter(({ values }) => text(values, "database") === database)
      .filter(({ values }) => schema === undefined || text(values, "schema") === schema)
      .map((held) => ({ type, held })),
  );
}
