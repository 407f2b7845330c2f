import { text, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { findPrincipal } from "../entra/directory";
import { isSame, select } from "../ids";
import { subscriptionId, tenantId } from "../session";
import roles from "./roles.json";

const ROLES = new Map(Object.entries(roles));

/** The name of a built-in role, by the id of its definition. */
export function roleName(definitionId: string): string | undefined {
  const uuid = definitionId.slice(definitionId.lastIndexOf("/") + 1);
  return [...ROLES].find(([, each]) => isSame(each, uuid))?.[0];
}

function settleRole(context: CreateContext): void {
  const { values } = context;
  const name = text(values, "role_definition_name");
  const given = text(values, "role_definition_id");
  const prefix = `/subscriptions/${subscriptionId(context)}/providers/Microsoft.Authorization/roleDefinitions/`;
  if (name !== undefined) {
    const found = [...ROLES].find(([known]) => isSame(known, name))?.[1];
    if (found === undefined)
      refuse(
        `listing role definitions: could not find role \`${name}\` (the rehearsal knows no built-in role of this name)`,
        "role_definition_name",
      );
    values.role_definition_id = prefix + found;
  } else if (given !== undefined) {
    const [own] = select(context.account, "azurerm_role_definition", { role_definition_resource_id: given });
    const found = roleName(given) ?? text(own, "name");
    if (found === undefined)
      refuse(
        `RoleDefinitionDoesNotExist: The specified role definition with ID '${given}' does not exist.`,
        "role_definition_id",
      );
    const scopes = texts(own, "assignable_scopes").map((each) => `${each}/`.toLowerCase());
    const scope = String(values.scope);
    if (own !== undefined && !scopes.some((each) => `${scope}/`.toLowerCase().startsWith(each)))
      refuse(
        `RoleAssignmentScopeNotAssignableToRoleDefinition: The provided role assignment scope '${scope}' is not assignable to the role definition '${given}'.`,
        "scope",
      );
    values.role_definition_name = found;
  }
}

/** An identity of the account, but with the wrong one of its two ids: what a wait of half an hour ends with. */
function isClientId({ account }: CreateContext, id: string): boolean {
  const types = ["azurerm_user_assigned_identity", "azuread_service_principal", "azuread_application"];
  return types.some((type) => select(account, type, { client_id: id }).length > 0);
}

/**
 * A new principal may not be replicated yet: with the type of a service principal the service takes an id that it does not find.
 * @see https://learn.microsoft.com/en-us/azure/role-based-access-control/troubleshooting#symptom---assigning-a-role-to-a-new-principal-sometimes-fails
 */
function checkPrincipal(context: CreateContext): void {
  const { account, values } = context;
  const id = String(values.principal_id);
  const principal = findPrincipal(account, id);
  const isClient = isClientId(context, id);
  if (principal === undefined && values.principal_type === "ServicePrincipal" && !isClient) return;
  if (principal === undefined)
    refuse(
      `PrincipalNotFound: Principal ${id.replaceAll("-", "")} does not exist in the directory ${tenantId(account)}. Check that you have the correct principal ID.${isClient ? " It is a client id: a role is assigned to the object id." : ""}`,
      "principal_id",
    );
  const type = text(values, "principal_type");
  if (type !== undefined && type !== principal.type)
    refuse(
      `UnmatchedPrincipalType: The PrincipalId '${id}' has type '${principal.type}', which is different from specified PrinciaplType '${type}'.`,
      "principal_type",
    );
  fill(values, { principal_type: principal.type });
}

/** @see https://learn.microsoft.com/en-us/azure/role-based-access-control/troubleshooting */
export const roleAssignmentActs: Readonly<Record<string, Acts>> = {
  azurerm_role_assignment: {
    check: (context) => {
      const { account, values } = context;
      settleRole(context);
      checkPrincipal(context);
      const { scope, principal_id, role_definition_id } = values;
      const [twin] = select(account, "azurerm_role_assignment", { scope, principal_id, role_definition_id });
      if (twin !== undefined) refuse("RoleAssignmentExists: The role assignment already exists.");
      fill(values, { condition_version: text(values, "condition") === undefined ? "" : "2.0" });
    },
    update: () => refuse("azurerm_role_assignment doesn't support update"),
  },
  azurerm_role_definition: {
    check: ({ values }) => {
      const ids = texts(values, "assignable_scopes");
      if (ids.length > 0 && !ids.includes(String(values.scope)))
        refuse("LinkedInvalidPropertyId: scope must be one of the assignable scopes", "assignable_scopes");
    },
  },
};

/** Whether a principal has a role on an object: assigned to it, or to what it lies in. */
export function hasRole(
  { account }: CreateContext,
  principalId: string,
  names: readonly string[],
  scope = "",
): boolean {
  return select(account, "azurerm_role_assignment", { principal_id: principalId }).some(
    (assignment) =>
      names.includes(String(assignment.role_definition_name)) &&
      (scope === "" || `${scope.toLowerCase()}/`.startsWith(`${String(assignment.scope).toLowerCase()}/`)),
  );
}
