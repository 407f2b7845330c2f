import type { Account } from "../../../simulator/account";
import { UnknownElementError, text } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import roles from "../authorization/roles.json";
import { select } from "../ids";
import blobRoles from "./blob-roles.json";

/** What may be done with a blob. */
export type BlobAction = "read" | "write";

/** The data actions on blobs of built-in roles. @see https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles */
const BLOB_ROLES: Readonly<Record<string, readonly string[]>> = blobRoles;

/** The assignments of a principal, whatever they are for. */
export function assignmentsOf(account: Account, principal: string): Values[] {
  return select(account, "azurerm_role_assignment", { principal_id: principal });
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
      if (!dataActionsOf(assignment).some((each) => each === "*" || each === action)) return false;
      if (text(assignment, "condition") === undefined) return true;
      throw new UnknownElementError(`${nameOf(assignment)}: a condition is not simulated`);
    });
}

/** Ids compare without regard to case. */
function isWithin(scope: string, outer: string): boolean {
  const above = outer.toLowerCase().replace(/\/$/, "");
  return scope.toLowerCase() === above || scope.toLowerCase().startsWith(`${above}/`);
}

/** What the role allows with blobs; built-in roles that are not about blobs have none here. */
function dataActionsOf(assignment: Values): readonly string[] {
  const name = text(assignment, "role_definition_name") ?? "";
  if (name in roles) return BLOB_ROLES[name] ?? [];
  throw new UnknownElementError(`${nameOf(assignment)}: the role ${name} is not simulated`);
}

function nameOf(assignment: Values): string {
  return `azurerm_role_assignment ${text(assignment, "name") ?? text(assignment, "id") ?? ""}`;
}
