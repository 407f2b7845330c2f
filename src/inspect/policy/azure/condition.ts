import type { Block } from "../../stack";
import { sorted } from "../sorted";
import ids from "./role-ids.json";

const IDS: Readonly<Record<string, string | undefined>> = ids;
const ROLE = "Microsoft.Authorization/roleAssignments";

/**
 * The roles that Snowflake's application has on what a storage integration reads. The stack assigns them after a consent only.
 * @see https://docs.snowflake.com/en/user-guide/data-load-azure-config
 */
const SNOWFLAKE = ["Storage Blob Data Contributor", "Storage Blob Delegator"];

/**
 * The condition with which an identity assigns and removes only the roles that the stack assigns; undefined when one of them is none of the
 * list, as one that is given by its ID.
 * @see https://learn.microsoft.com/en-us/azure/role-based-access-control/delegate-role-assignments-examples
 */
export function onlyRolesOf(blocks: readonly Block[]): string | undefined {
  const names = blocks
    .filter(({ type }) => type === "azurerm_role_assignment")
    .map((each) => String(each.values.role_definition_name));
  const isRead = blocks.some(({ type }) => type === "snowflake_storage_integration");
  const found = [...names, ...(isRead ? SNOWFLAKE : [])].map((name) => IDS[name]);
  const known = found.flatMap((id) => (id === undefined ? [] : [id]));
  if (known.length < found.length || known.length === 0) return undefined;
  const among = `ForAnyOfAnyValues:GuidEquals {${sorted(known).join(", ")}}`;
  const limit = (verb: string, source: string) =>
    `((!(ActionMatches{'${ROLE}/${verb}'})) OR (@${source}[${ROLE}:RoleDefinitionId] ${among}))`;
  return `${limit("write", "Request")} AND ${limit("delete", "Resource")}`;
}
