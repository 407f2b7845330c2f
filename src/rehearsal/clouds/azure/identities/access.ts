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

/**
 * The assignments of a principal. One holds for its scope and all that is below it; ids compare without regard to case.
 * @param scope what they hold for. @default - whatever they are for
 * @see https://learn.microsoft.com/en-us/azure/role-based-access-control/scope-overview
 */
export function assignmentsOf(account: Account, principal: string, scope?: string): Values[] {
  const below = scope === undefined ? undefined : `${scope}/`.toLowerCase();
  return select(account, "azurerm_role_assignment", { principal_id: principal }).filter(
    (each) => below?.startsWith(`${String(each.scope).toLowerCase().replace(/\/$/, "")}/`) !== false,
  );
}

/**
 * Whether a principal's role assignments allow something to be done with the blobs below a scope.
 * @param scope id of a storage account or of a container
 * @throws UnknownElementError for a role or a condition that is not simulated
 */
export function allowsBlobs(account: Account, principal: string, scope: string, action: BlobAction): boolean {
  return assignmentsOf(account, principal, scope).some((assignment) => {
    const fail = (problem: string): never => {
      throw new UnknownElementError(`azurerm_role_assignment ${String(assignment.name)}: ${problem}`);
    };
    const role = text(assignment, "role_definition_name") ?? "";
    // Built-in roles that are not about blobs have no data actions here.
    if (!(role in roles)) fail(`the role ${role} is not simulated`);
    if (!(BLOB_ROLES[role] ?? []).some((each) => each === "*" || each === action)) return false;
    return text(assignment, "condition") === undefined || fail("a condition is not simulated");
  });
}
