import type { Account } from "../../../simulator/account";
import { UnknownElementError, blocks, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import roles from "../authorization/roles.json";
import { all, isSame } from "../ids";
import blobRoles from "./blob-roles.json";

/** What may be done with a blob. */
export type BlobAction = "read" | "write";

const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/";
/** The data actions on blobs of built-in roles. @see https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles */
const BLOB_ROLES: Readonly<Record<string, readonly string[]>> = blobRoles;

/** The assignments of a principal, whatever they are for. */
export function assignmentsOf(account: Account, principal: string): Values[] {
  return all(account, "azurerm_role_assignment").filter((each) => isSame(each.principal_id, principal));
}

/**
 * Whether a principal's role assignments allow something to be done with the blobs below a scope. An assignment holds for its scope and all
 * that is below it.
 * @param scope id of a storage account or of a container
 * @throws UnknownElementError for a role or a condition that is not simulated
 * @see https://learn.microsoft.com/en-us/azure/role-based-access-control/scope-overview
 */
export function allowsBlobs(account: Account, principal: string, scope: string, action: BlobAction): boolean {
  return assignmentsOf(account, principal)
    .filter((assignment) => isWithin(scope, text(assignment, "scope") ?? ""))
    .some((assignment) => {
      if (!dataActionsOf(account, assignment).some((each) => matches(each, BLOBS + action))) return false;
      if (text(assignment, "condition") === undefined) return true;
      throw new UnknownElementError(`${nameOf(assignment)}: a condition is not simulated`);
    });
}

/** Ids compare without regard to case. */
function isWithin(scope: string, outer: string): boolean {
  const above = outer.toLowerCase().replace(/\/$/, "");
  return scope.toLowerCase() === above || scope.toLowerCase().startsWith(`${above}/`);
}

/** The data actions of the role, in full; built-in roles that are not about blobs have none here. */
function dataActionsOf(account: Account, assignment: Values): string[] {
  const name = text(assignment, "role_definition_name") ?? "";
  if (name in roles) return (BLOB_ROLES[name] ?? []).map((each) => BLOBS + each);
  const own = all(account, "azurerm_role_definition").find((role) => role.name === name);
  if (own === undefined) throw new UnknownElementError(`${nameOf(assignment)}: the role ${name} is not simulated`);
  const permissions = blocks(own, "permissions");
  if (permissions.some((each) => texts(each, "not_data_actions").length > 0))
    throw new UnknownElementError(`the role ${name}: not_data_actions are not simulated`);
  return permissions.flatMap((each) => texts(each, "data_actions"));
}

function matches(pattern: string, action: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(action);
}

function nameOf(assignment: Values): string {
  return `azurerm_role_assignment ${text(assignment, "name") ?? text(assignment, "id") ?? ""}`;
}
