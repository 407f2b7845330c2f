import { text, texts } from "../../../simulator/readers";
import type { Facted, Facts } from "../../../simulator/row-facts";
import type { Acts } from "../../../simulator/row-rule";
import type { Values } from "../../../simulator/rule";
import { findPrincipal } from "../entra/directory";
import { isSame, select } from "../ids";
import { subscriptionId } from "../session";
import roles from "./roles.json";

interface Role {
  readonly id: string;
  readonly name: string;
}

/** The role that an assignment names, by its name or by the id of its definition. */
function roleOf(context: Facted, values: Values): Role | undefined {
  const name = text(values, "role_definition_name");
  const given = text(values, "role_definition_id") ?? "";
  const [known, uuid] =
    Object.entries(roles).find(([each, id]) => (name === undefined ? given.endsWith(`/${id}`) : isSame(each, name))) ??
    [];
  const prefix = `/subscriptions/${subscriptionId(context)}/providers/Microsoft.Authorization/roleDefinitions/`;
  if (name !== undefined) return uuid === undefined ? undefined : { id: prefix + uuid, name };
  const [own] = select(context.account, "azurerm_role_definition", { role_definition_resource_id: given });
  const found = known ?? text(own, "name");
  return found === undefined ? undefined : { id: given, name: found };
}

const assignments: Facts = {
  role_id: (context, values) => roleOf(context, values)?.id,
  role_name: (context, values) => roleOf(context, values)?.name,
  principal: ({ account }, values) => findPrincipal(account, String(values.principal_id))?.type,
  is_assignable: ({ account }, { role_definition_id: role, scope }) => {
    const [own] = select(account, "azurerm_role_definition", { role_definition_resource_id: role });
    const isIn = (each: string) => `${String(scope)}/`.toLowerCase().startsWith(`${each}/`.toLowerCase());
    return own === undefined || texts(own, "assignable_scopes").some(isIn);
  },
  // An identity of the account, but with the wrong one of its two ids: what a wait of half an hour ends with.
  is_client: ({ account }, { principal_id: id }) =>
    ["azurerm_user_assigned_identity", "azuread_service_principal", "azuread_application"].some(
      (type) => select(account, type, { client_id: id }).length > 0,
    ),
  compact_id: (_, values) => String(values.principal_id).replaceAll("-", ""),
  has_twin: (context, values) => {
    const { scope, principal_id } = values;
    const same = { scope, principal_id, role_definition_id: roleOf(context, values)?.id };
    return select(context.account, context.type, same).length > 0;
  },
};

/** @see https://learn.microsoft.com/en-us/azure/role-based-access-control/troubleshooting */
export const roleAssignmentActs: Readonly<Record<string, Acts>> = {
  azurerm_role_assignment: { facts: assignments },
  azurerm_role_definition: {
    facts: {
      is_outside: (_, values) => {
        const scopes = texts(values, "assignable_scopes");
        return scopes.length > 0 && !scopes.includes(String(values.scope));
      },
    },
  },
};
