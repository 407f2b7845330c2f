import { keepEqual } from "../../../simulator/equal-forms";
import { isSet, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, PlanContext } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { all, findByName, isForeign, shortName } from "../ids";
import { projectOf } from "../session";
import { serviceAccountExists } from "./agents";
import { MEMBER_TYPES, normalMember, resourceOf } from "./policies";
import roles from "./roles.json";

/** Predefined roles, and the kinds of resource that take them. */
const ROLES: Readonly<Record<string, readonly string[] | undefined>> = roles;

function plan(context: PlanContext): void {
  const { account, type, prior, planned } = context;
  keepEqual(context, "member", normalMember);
  const { by = "", keeps } = MEMBER_TYPES[type] ?? {};
  if (keeps === true || prior === undefined || text(planned, by) === undefined) return;
  if (resourceOf(account, type, prior) === resourceOf(account, type, planned)) planned[by] = prior[by] ?? null;
}

/** The resource whose policy is changed must exist, where the account can see it: a key is the team's own. */
function needResource(context: CreateContext, resource: string): void {
  const { account, type } = context;
  const target = MEMBER_TYPES[type];
  if (target?.type === undefined || isForeign(context, resource)) return;
  const name = resource.replace(/^b\//, "").replace("iap_web/cloud_run-", "locations/");
  if (findByName(account, target.type, name) === undefined)
    refuse(
      `Error retrieving IAM policy for ${resource}: googleapi: Error 404: The specified resource does not exist., notFound`,
      target.by,
    );
}

function needRole({ account, type, values }: CreateContext): void {
  const role = String(values.role);
  const isOwn = role.startsWith(`projects/${projectOf(account)}/`);
  if (isOwn && !all(account, "google_project_iam_custom_role").some(({ id }) => id === role))
    refuse(`googleapi: Error 400: The role name ${role} must be that of a role that exists., badRequest`, "role");
  if (/^(projects|organizations)\//.test(role)) return;
  const kinds = ROLES[role];
  if (kinds?.includes(type.replace(/^google_|_iam_member$/g, "")) === true) return;
  const unknown = kinds === undefined ? " (the rehearsal knows no role of this name)" : "";
  refuse(`googleapi: Error 400: Role ${role} is not supported for this resource., badRequest${unknown}`, "role");
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
      const resource = resourceOf(context.account, type, context.values);
      needResource(context, resource);
      needRole(context);
      needMember(context, resource);
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
