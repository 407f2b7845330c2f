import type { Account } from "../../../simulator/account";
import { block, text, UnknownElementError } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { normalName } from "../ids";
import { deployer, projectOf } from "../session";
import { fulfils, type ConditionedRequest } from "./conditions";
import targets from "./targets.json";

/** How a type names the resource whose policy it adds to. */
interface Target {
  /** Full name of the resource. */
  readonly resource: string;
  /** The attribute with the resource's short or full name. */
  readonly by: string;
  /** The state keeps the attribute as it is written, not as the full name. */
  readonly keeps?: boolean;
  /** Type of the resource. @default - the account does not hold resources of its kind: a project, a key */
  readonly type?: string;
}

/** One member of one role in a policy. */
export interface Grant {
  readonly role: string;
  readonly member: string;
  /** CEL expression of the binding's condition. */
  readonly condition?: string;
}

/** Types that add one member to a policy. */
export const MEMBER_TYPES: Readonly<Record<string, Target | undefined>> = targets;

/** The full name of the resource whose policy an object adds to: `b/my-bucket`, `projects/p/secrets/s`. */
export function resourceOf(account: Account, type: string, values: Values): string {
  const target = MEMBER_TYPES[type];
  if (target === undefined) throw new Error(`${type} adds no member to a policy`);
  const name = text(values, target.by) ?? "";
  const isFull = name.includes("/");
  const full = isFull ? name : target.resource.replace(/\{([a-z_]+)\}/g, (_, each: string) => text(values, each) ?? "");
  return normalName(account, full);
}

/** Members are the same whatever the case of their addresses; those of identity pools are not. */
export function normalMember(member: string): string {
  if (/^(principal(Set|Hierarchy)?:|all(Authenticated)?Users$)/.test(member)) return member;
  const at = member.indexOf(":") + 1;
  return member.slice(0, at) + member.slice(at).toLowerCase();
}

/**
 * What the policy of a resource grants, without what it inherits. The deployer owns the project.
 * @param resource - full name: `projects/p`, `b/<bucket>`, `projects/p/secrets/s`, `projects/p/locations/r/services/s`, a key's or an
 * account's name, `projects/p/iap_web/cloud_run-r/services/s`
 */
export function policyOf(account: Account, resource: string): Grant[] {
  const name = normalName(account, resource);
  const granted = Object.keys(MEMBER_TYPES).flatMap((type) =>
    account
      .list(type)
      .filter(({ values }) => resourceOf(account, type, values) === name)
      .map(({ values }): Grant => {
        const condition = text(block(values, "condition"), "expression");
        const [role, member] = [String(values.role), normalMember(String(values.member))];
        return { role, member, ...(condition !== undefined && { condition }) };
      }),
  );
  const own = name === `projects/${projectOf(account)}` ? [{ role: "roles/owner", member: deployer().member }] : [];
  return [...own, ...granted];
}

/**
 * Whether a member has one of some roles on a resource: by its policy or the project's, by its name, as one of all users, or as one of
 * all who have signed in.
 * @param request - what is asked for; without it, a condition cannot decide
 * @throws UnknownElementError when a condition decides that is not evaluated
 */
export function hasRole(
  account: Account,
  resource: string,
  role: string | readonly string[],
  member: string,
  request?: ConditionedRequest,
): boolean {
  const roles = typeof role === "string" ? [role] : role;
  const who = [normalMember(member), "allUsers", ...(member === "allUsers" ? [] : ["allAuthenticatedUsers"])];
  const project = `projects/${projectOf(account)}`;
  const isInherited = normalName(account, resource) !== project;
  const grants = [...policyOf(account, resource), ...(isInherited ? policyOf(account, project) : [])].filter(
    (grant) => roles.includes(grant.role) && who.includes(grant.member),
  );
  if (grants.some(({ condition }) => condition === undefined)) return true;
  const [conditional] = grants;
  if (conditional === undefined) return false;
  if (request !== undefined) return grants.some(({ condition = "" }) => fulfils(request, condition));
  throw new UnknownElementError(`${member} has ${conditional.role} under a condition, which is not evaluated`);
}
