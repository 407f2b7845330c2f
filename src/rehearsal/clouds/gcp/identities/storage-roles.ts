import type { Account } from "../../../simulator/account";
import { block, text, texts } from "../../../simulator/readers";
import { storageAgent } from "../iam/agents";
import { hasRole } from "../iam/policies";
import { all, findByName } from "../ids";
import { mayUseKey } from "../kms/keys";
import { projectOf } from "../session";
import storageRoles from "./storage-roles.json";

/** The permissions of predefined roles on buckets and objects. @see https://cloud.google.com/storage/docs/access-control/iam-roles */
const ROLES: Readonly<Record<string, readonly string[]>> = storageRoles;

/** The roles, predefined or of the project, that hold a permission. */
function rolesWith(account: Account, permission: string): string[] {
  const holds = (each: string) =>
    each === permission || (each.endsWith("*") && permission.startsWith(each.slice(0, -1)));
  const predefined = Object.keys(ROLES).filter((role) => ROLES[role]?.some(holds));
  const own = all(account, "google_project_iam_custom_role").filter((role) => texts(role, "permissions").some(holds));
  return [...predefined, ...own.map(({ id }) => String(id))];
}

/**
 * Whether a member may do something in a bucket, by its policy or the project's.
 * @param bucket undefined for any bucket of the project
 * @throws UnknownElementError when a condition decides
 */
export function mayUse(account: Account, bucket: string | undefined, permission: string, member: string): boolean {
  const resource = bucket === undefined ? `projects/${projectOf(account)}` : `b/${bucket}`;
  return hasRole(account, resource, rolesWith(account, permission), member);
}

/** The key of a bucket that Cloud Storage may not use any more. */
export function lostKey(account: Account, bucket: string): string | undefined {
  const found = findByName(account, "google_storage_bucket", bucket);
  const key = text(block(found, "encryption"), "default_kms_key_name");
  return mayUseKey(account, key, storageAgent()) ? undefined : key;
}
