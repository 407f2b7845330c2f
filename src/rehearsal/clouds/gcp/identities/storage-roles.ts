import type { Account } from "../../../simulator/account";
import { block, text, texts } from "../../../simulator/readers";
import { storageAgent } from "../iam/agents";
import type { ConditionedRequest } from "../iam/conditions";
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
 * Why a member may not list and read what lies below a prefix of a bucket; undefined when it may.
 * @param prefix with a slash at its end
 */
export function readProblem(account: Account, bucket: string, prefix: string, member: string): string | undefined {
  const name = `projects/_/buckets/${bucket}`;
  const may = (permission: string, request: ConditionedRequest): boolean =>
    hasRole(account, `b/${bucket}`, rolesWith(account, permission), member, request);
  if (!may("storage.objects.list", { resource: name, listPrefix: prefix }))
    return `${member} does not have storage.objects.list access to gs://${bucket}/${prefix}`;
  if (!may("storage.objects.get", { resource: `${name}/objects/${prefix}MLmodel` }))
    return `${member} does not have storage.objects.get access to gs://${bucket}/${prefix}MLmodel`;
  return undefined;
}

/**
 * Why a member may not do something in a bucket, by its policy or the project's, or for a key that Cloud Storage may not use any more.
 * @param bucket undefined for any bucket of the project
 * @throws UnknownElementError when a condition decides
 */
export function bucketProblem(
  account: Account,
  bucket: string | undefined,
  needed: readonly string[],
  member: string,
): string | undefined {
  const resource = bucket === undefined ? `projects/${projectOf(account)}` : `b/${bucket}`;
  const missing = needed.find((each) => !hasRole(account, resource, rolesWith(account, each), member));
  if (missing !== undefined) return `no role of ${member} has ${missing}`;
  const found = findByName(account, "google_storage_bucket", bucket);
  if (found?.requester_pays === true) return "requester_pays, and a request names no project that pays for it";
  const key = text(block(found, "encryption"), "default_kms_key_name");
  return mayUseKey(account, key, storageAgent()) ? undefined : `Cloud Storage may not use the key ${String(key)}`;
}
