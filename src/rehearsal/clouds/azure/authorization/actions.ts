import type { Account } from "../../../simulator/account";
import { blocks, text, texts, UnknownElementError } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { all, isSame, select } from "../ids";
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
  return select(account, "azurerm_role_assignment", { principal_id: principal })
    .filter((assignment) => `${scope}/`.toLowerCase().startsWith(`${String(assignment.scope)}/`.toLowerCase()))
    .map((assignment) => actionsOf(account, assignment))
    .some(({ actions, notActions = [] }) => isAmong(actions, action) && !isAmong(notActions, action));
}

function actionsOf(account: Account, assignment: Values): Actions {
  const name = text(assignment, "role_definition_name") ?? "";
  const known = BUILT_IN[name];
  if (known !== undefined) return known;
  const own = all(account, "azurerm_role_definition").find((each) =>
    isSame(each.role_definition_resource_id, assignment.role_definition_id),
  );
  if (own === undefined) throw new UnknownElementError(`the actions of the role ${name} are not simulated`);
  const permissions = blocks(own, "permissions");
  return {
    actions: permissions.flatMap((each) => texts(each, "actions")),
    notActions: permissions.flatMap((each) => texts(each, "not_actions")),
  };
}

function isAmong(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "i").test(action);
  });
}
