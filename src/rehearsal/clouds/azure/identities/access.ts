import type { Account } from "../../../simulator/account";
import { UnknownElementError, blocks, text, texts, type Attributes } from "../../../simulator/readers";
import roles from "./roles.json";

/** What may be done with a blob. */
export type BlobAction = "read" | "write";

const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/";
const BUILT_IN: readonly (readonly [string, { readonly id: string; readonly dataActions: readonly string[] }])[] =
  Object.entries(roles).flatMap(([name, role]) => (typeof role === "string" ? [] : [[name, role] as const]));

/** The assignments of a principal, whatever they are for. */
export function assignmentsOf(account: Account, principal: string): Attributes[] {
  return account
    .list("azurerm_role_assignment")
    .map(({ values }) => values)
    .filter((values) => text(values, "principal_id") === principal);
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

/** The data actions of the role, in full. */
function dataActionsOf(account: Account, assignment: Attributes): string[] {
  const name = text(assignment, "role_definition_name");
  const id = text(assignment, "role_definition_id") ?? "";
  const [, builtIn] =
    BUILT_IN.find(([each, role]) => (name === undefined ? id.endsWith(`/${role.id}`) : each === name)) ?? [];
  if (builtIn !== undefined) return builtIn.dataActions.map((each) => BLOBS + each);
  const own = account
    .list("azurerm_role_definition")
    .map(({ values }) => values)
    .find((role) => (name === undefined ? text(role, "role_definition_resource_id") === id : role.name === name));
  if (own === undefined)
    throw new UnknownElementError(`${nameOf(assignment)}: the role ${name ?? id} is not simulated`);
  const permissions = blocks(own as Attributes, "permissions");
  if (permissions.some((each) => texts(each, "not_data_actions").length > 0))
    throw new UnknownElementError(`the role ${String(own.name)}: not_data_actions are not simulated`);
  return permissions.flatMap((each) => texts(each, "data_actions"));
}

function matches(pattern: string, action: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(action);
}

function nameOf(assignment: Attributes): string {
  return `azurerm_role_assignment ${text(assignment, "name") ?? text(assignment, "id") ?? ""}`;
}
