import type { Account } from "../../../simulator/account";
import { texts } from "../../../simulator/readers";
import { hasRole } from "../iam/policies";
import { all } from "../ids";
import permissions from "./permissions.json";

/** Predefined roles by permission. @see https://cloud.google.com/iam/docs/roles-permissions/aiplatform */
const ROLES: Readonly<Record<string, readonly string[]>> = permissions;

/** Whether a member has a permission on a resource: by its policy or the project's, by a predefined role or one of the project's own. */
export function mayUse(account: Account, resource: string, permission: string, member: string): boolean {
  const own = all(account, "google_project_iam_custom_role")
    .filter((role) => texts(role, "permissions").includes(permission))
    .map(({ id }) => String(id));
  return hasRole(account, resource, [...(ROLES[permission] ?? []), ...own], member);
}
