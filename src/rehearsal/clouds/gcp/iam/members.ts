import { keepEqual } from "../../../simulator/equal-forms";
import { isSet, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, PlanContext } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { findByName, isForeign, nameIn, shortName } from "../ids";
import { serviceAccountExists } from "./agents";
import { MEMBER_TYPES, normalMember, resourceOf } from "./policies";
import roles from "./roles.json";

/** What each type's resource is, and what the service says when it is missing. */
const RESOURCES: Readonly<Record<string, string>> = {
  google_storage_bucket_iam_member: "google_storage_bucket",
  google_secret_manager_secret_iam_member: "google_secret_manager_secret",
  google_cloud_run_v2_service_iam_member: "google_cloud_run_v2_service",
  google_iap_web_cloud_run_service_iam_member: "google_cloud_run_v2_service",
  google_artifact_registry_repository_iam_member: "google_artifact_registry_repository",
  google_service_account_iam_member: "google_service_account",
  google_kms_crypto_key_iam_member: "google_kms_crypto_key",
};

/** Public pages for the message of a role that does not fit. */
const ROLES: Readonly<Record<string, readonly string[] | undefined>> = roles;

function plan(context: PlanContext): void {
  const { account, type, prior, planned } = context;
  keepEqual(context, "member", normalMember);
  const { by = "", keeps } = MEMBER_TYPES[type] ?? {};
  if (keeps === true || text(prior, by) === undefined || text(planned, by) === undefined || prior === undefined) return;
  if (resourceOf(account, type, prior) === resourceOf(account, type, planned)) planned[by] = prior[by] ?? null;
}

/** The resource whose policy is changed must exist, where the account can see it. */
function needResource(context: CreateContext): void {
  const { account, type, values } = context;
  const resource = resourceOf(account, type, values);
  const target = RESOURCES[type];
  if (target === undefined || isForeign(context, resource)) return;
  // A key is the team's own, unless its ring is in the account.
  const ring = nameIn(resource, "keyRings") ?? "";
  if (type === "google_kms_crypto_key_iam_member" && findByName(account, "google_kms_key_ring", ring) === undefined)
    return;
  const name = type.startsWith("google_iap_")
    ? resource.replace(/iap_web\/cloud_run-/, "locations/")
    : resource.replace(/^b\//, "");
  if (findByName(account, target, name) === undefined)
    refuse(
      `Error retrieving IAM policy for ${resource}: googleapi: Error 404: ${
        target === "google_storage_bucket"
          ? "The specified bucket does not exist."
          : `Resource '${name}' was not found.`
      }, notFound`,
      MEMBER_TYPES[type]?.by,
    );
}

function needRole({ type, values }: CreateContext): void {
  const role = String(values.role);
  if (/^(projects|organizations)\//.test(role)) return;
  const kinds = ROLES[role];
  if (kinds === undefined)
    refuse(
      `googleapi: Error 400: Role ${role} is not supported for this resource., badRequest (the rehearsal knows no role of this name)`,
      "role",
    );
  const kind = type.replace(/^google_|_iam_member$/g, "");
  if (!kinds.includes(kind))
    refuse(`googleapi: Error 400: Role ${role} is not supported for this resource., badRequest`, "role");
}

/** @see https://cloud.google.com/iam/docs/principal-identifiers */
function needMember({ account, values }: CreateContext, resource: string): void {
  const member = normalMember(String(values.member));
  const [, email] = /^serviceAccount:(.+)$/.exec(member) ?? [];
  if (email !== undefined && !serviceAccountExists(account, email))
    refuse(
      `Error applying IAM policy for ${resource}: googleapi: Error 400: Service account ${email} does not exist., badRequest`,
      "member",
    );
}

function needBucketForm({ account, values }: CreateContext): void {
  const bucket = findByName(account, "google_storage_bucket", shortName(String(values.bucket)));
  const isPublic = /^all(Authenticated)?Users$/.test(String(values.member));
  if (isPublic && bucket?.public_access_prevention === "enforced")
    refuse(
      "googleapi: Error 412: The member bindings allUsers and allAuthenticatedUsers are not allowed since public access prevention is enforced., conditionNotMet",
      "member",
    );
  if (isSet(values, "condition") && bucket?.uniform_bucket_level_access !== true)
    refuse(
      "googleapi: Error 412: Uniform bucket-level access must be enabled on the bucket for conditions in its IAM policy., conditionNotMet",
      "condition",
    );
}

function member(type: string): Acts {
  const { by = "", keeps } = MEMBER_TYPES[type] ?? {};
  return {
    plan,
    check: (context) => {
      const { account, values } = context;
      needResource(context);
      needRole(context);
      needMember(context, resourceOf(account, type, values));
      if (type === "google_storage_bucket_iam_member") needBucketForm(context);
    },
    create: ({ account, values }) => {
      if (keeps !== true) values[by] = resourceOf(account, type, values);
    },
  };
}

export const memberActs: Readonly<Record<string, Acts>> = Object.fromEntries(
  Object.keys(MEMBER_TYPES).map((type) => [type, member(type)]),
);
