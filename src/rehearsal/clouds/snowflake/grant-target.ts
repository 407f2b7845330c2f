import type { Account } from "../../simulator/account";
import { CloudError, type Values } from "../../simulator/rule";
import type { GrantedOn } from "./access";
import { isObjectType, nameOf, type ObjectType, objectsOf, requireExisting } from "./catalog";
import { canonicalType } from "./data-types";
import { identifierParts, identifierWithArguments, quoted } from "./names";
import { blocks, flag, text } from "./values";

/** What a grant resource names. */
export type GrantTarget =
  | { readonly kind: "object"; readonly on: GrantedOn; readonly name: string; readonly path: string }
  | { readonly kind: "all" | "future"; readonly on: ObjectType; readonly within: string; readonly path: string };

/** An object's name as the account knows it, from what the resource says. Existence is not checked. */
export function objectName(type: ObjectType, identifier: string): string {
  if (type === "FUNCTION" || type === "PROCEDURE") {
    const { name, types } = identifierWithArguments(identifier);
    return `${name}(${types.map(canonicalType).join(", ")})`;
  }
  if (type === "SCHEMA") return quoted(...identifierParts(identifier, 2));
  if (type === "STAGE" || type === "TASK") return quoted(...identifierParts(identifier, 3));
  return quoted(...identifierParts(identifier, 1));
}

export function simulatedType(type: string): ObjectType {
  if (isObjectType(type)) return type;
  throw new CloudError(
    `Objects of type ${type} are not known to the simulated Snowflake, nor whether this one exists.`,
  );
}

/** Reads the target of `snowflake_grant_privileges_to_account_role`. */
export function privilegeTarget(values: Values): GrantTarget {
  if (flag(values, "on_account")) return { kind: "object", on: "ACCOUNT", name: "", path: "OnAccount" };
  const accountObject = blocks(values, "on_account_object")[0];
  if (accountObject) return single("OnAccountObject", accountObject);
  const schema = blocks(values, "on_schema")[0];
  if (schema) return schemaTarget(schema);
  const schemaObject = blocks(values, "on_schema_object")[0] ?? {};
  const all = blocks(schemaObject, "all")[0];
  if (all) return bulk("all", "OnSchemaObject|OnAll", all);
  const future = blocks(schemaObject, "future")[0];
  if (future) return bulk("future", "OnSchemaObject|OnFuture", future);
  return single("OnSchemaObject|OnObject", schemaObject);
}

/** Reads the target of `snowflake_grant_ownership`. */
export function ownershipTarget(values: Values): GrantTarget {
  const on = blocks(values, "on")[0] ?? {};
  const all = blocks(on, "all")[0];
  if (all) return bulk("all", "OnAll", all);
  const future = blocks(on, "future")[0];
  if (future) return bulk("future", "OnFuture", future);
  return single("OnObject", on);
}

function single(path: string, block: Values): GrantTarget {
  const type = simulatedType(text(block, "object_type"));
  const name = objectName(type, text(block, "object_name"));
  return { kind: "object", on: type, name, path: `${path}|${type}|${name}` };
}

function schemaTarget(block: Values): GrantTarget {
  const future = text(block, "future_schemas_in_database");
  const all = text(block, "all_schemas_in_database");
  if (future !== "" || all !== "") {
    const within = quoted(...identifierParts(future || all, 1));
    const kind = future === "" ? "all" : "future";
    return { kind, on: "SCHEMA", within, path: `OnSchema|${kind}|${within}` };
  }
  const name = objectName("SCHEMA", text(block, "schema_name"));
  return { kind: "object", on: "SCHEMA", name, path: `OnSchema|OnSchema|${name}` };
}

function bulk(kind: "all" | "future", path: string, block: Values): GrantTarget {
  const on = simulatedType(text(block, "object_type_plural").toUpperCase().replace(/S$/, ""));
  const inSchema = text(block, "in_schema");
  const within =
    inSchema === "" ? quoted(...identifierParts(text(block, "in_database"), 1)) : objectName("SCHEMA", inSchema);
  return { kind, on, within, path: `${path}|${on}S|${within}` };
}

/** Refuses a target that is not there. */
export function requireTarget(account: Account, target: GrantTarget): void {
  if (target.kind === "object") {
    if (target.on !== "ACCOUNT") requireExisting(account, target.on, target.name);
    return;
  }
  requireExisting(account, target.within.includes('"."') ? "SCHEMA" : "DATABASE", target.within);
}

/** The objects that exist by now of an ALL grant. */
export function membersOf(account: Account, on: ObjectType, within: string): string[] {
  return objectsOf(account, on)
    .map((held) => nameOf(on, held.values))
    .filter((name) => name.startsWith(`${within}.`));
}
