import type { Account } from "../../../simulator/account";
import { blocks, texts, UnknownElementError } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { assignmentsOf } from "../identities/access";
import { select } from "../ids";
import builtIn from "./role-actions.json";

interface Actions {
  readonly actions: readonly string[];
  readonly notActions?: readonly string[];
}

const BUILT_IN: Readonly<Record<string, Actions | undefined>> = builtIn;

/**
 * Whether the roles of a principal allow an action of management on a scope. A condition of an assignment only limits it, so that the action
 * counts as allowed.
 * @throws UnknownElementError for a role that is not simulated
 * @see https://learn.microsoft.com/en-us/azure/role-based-access-control/role-definitions#actions-format
 */
export function allowsAction(account: Account, principal: string, action: string, scope: string): boolean {
  return assignmentsOf(account, principal, scope)
    .map((assignment) => actionsOf(account, assignment))
    .some(({ actions, notActions = [] }) => isAmong(actions, action) && !isAmong(notActions, action));
}

function actionsOf(account: Account, { role_definition_name, role_definition_id }: Values): Actions {
  const known = BUILT_IN[String(role_definition_name)];
  if (known !== undefined) return known;
  const [own] = select(account, "azurerm_role_definition", { role_definition_resource_id: role_definition_id });
  if (own === undefined)
    throw new UnknownElementError(`the actions of the role ${String(role_definition_name)} are not simulated`);
  const all = (name: string) => blocks(own, "permissions").flatMap((each) => texts(each, name));
  return { actions: all("actions"), notActions: all("not_actions") };
}

function isAmong(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "i").test(action);
  });
}
