import { accountOf, arnMatches, globMatches, partitionOfArn } from "../arn";
import { conditionsHold, noVariables, type RequestContext } from "./conditions";
import { parsePolicy, type Statement } from "./grammar";
import type { PrincipalEntry } from "./grammar-principals";
import { UnknownElementError } from "../../../simulator/readers";

/** A policy document that AWS takes. */
export type Policy = readonly Statement[];

/** Everything is allowed: what an administrator holds. */
export const ALLOW_ALL: Policy = parsePolicy(
  JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }),
  "identity",
);

/** Who asks, in IAM's terms. */
export interface Identity {
  /**
   * `arn:aws:sts::123456789012:assumed-role/Admin/session`, or a user's ARN; a service's name, as in `ecs-tasks.amazonaws.com`;
   * `anonymous` for an unsigned request.
   */
  readonly arn: string;
  /** The role behind a session, which a policy may name as well. */
  readonly roleArn?: string;
  readonly identityPolicies: readonly Policy[];
  /** ARN of the OIDC provider whose token it shows. @default - it shows none */
  readonly federatedBy?: string;
  /** The permissions boundary of its role. @default - none */
  readonly boundary?: Policy;
}

export type Decision = "allow" | "explicit deny" | "implicit deny";

export interface AccessRequest {
  readonly identity: Identity;
  readonly action: string;
  readonly resource: string;
  /** The account that the resource belongs to. */
  readonly account: string;
  readonly resourcePolicy: Policy | undefined;
  readonly context: RequestContext;
}

/** A service of AWS that acts in its own name. */
export function serviceIdentity(name: string): Identity {
  return { arn: name, identityPolicies: [] };
}

/** How a Principal element meets the caller. Naming the account only hands the decision to the account's own policies. */
type Match = "direct" | "account" | "none";

/**
 * AWS's decision for a request to a resource that may have a policy of its own: an explicit Deny wins; in the resource's
 * own account an Allow on either side is enough; from another account both sides must allow.
 * @throws UnknownElementError for an element of a statement that applies and is not simulated
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function evaluate(request: AccessRequest): Decision {
  const { identity, resourcePolicy } = request;
  const byIdentity = decide(identity.identityPolicies.flat(), request, () => "direct");
  const byResource = decide(resourcePolicy ?? [], request, (statement) => principalMatch(statement, identity));
  if (byIdentity.decision === "explicit deny" || byResource.decision === "explicit deny") return "explicit deny";
  const bounded =
    identity.boundary === undefined ? "allow" : decide(identity.boundary, request, () => "direct").decision;
  if (bounded === "explicit deny") return bounded;
  const identityAllows = byIdentity.decision === "allow" && bounded === "allow";
  const resourceAllows = byResource.decision === "allow";
  // Whether a boundary limits what a resource's policy allows depends on how it names the caller.
  if (resourceAllows && bounded !== "allow")
    throw new UnknownElementError("policy: a permissions boundary beside a policy of the resource is not simulated");
  const sameAccount = !identity.arn.startsWith("arn:") || accountOf(identity.arn) === request.account;
  if (sameAccount) return identityAllows || resourceAllows ? "allow" : "implicit deny";
  return identityAllows && (resourceAllows || byResource.account) ? "allow" : "implicit deny";
}

/** `account` is true when only the account was allowed, not the caller. */
function decide(
  statements: readonly Statement[],
  request: AccessRequest,
  principal: (statement: Statement) => Match,
): { decision: Decision; account: boolean } {
  let decision: Decision = "implicit deny";
  let account = false;
  // Without conditions first: a further Allow changes nothing, whatever its conditions ask for.
  for (const statement of [...statements].sort((a, b) => a.conditions.length - b.conditions.length)) {
    const { effect, actions, notActions, resources, notResources, conditions } = statement;
    if (effect === "Allow" && decision === "allow") continue;
    const match = principal(statement);
    const acts = oneOf(actions, notActions, (pattern) =>
      globMatches(pattern.toLowerCase(), request.action.toLowerCase()),
    );
    const reaches = oneOf(resources, notResources, (pattern) => arnMatches(noVariables(pattern), request.resource));
    if (match === "none" || !acts || !reaches || !conditionsHold(conditions, request.context)) continue;
    if (effect === "Deny") return { decision: "explicit deny", account: false };
    if (match === "direct") decision = "allow";
    else account = true;
  }
  return { decision, account };
}

/** A trust policy has no Resource: it stands for the role itself. */
function oneOf(plain: readonly string[], negated: readonly string[], matches: (pattern: string) => boolean): boolean {
  return plain.length > 0 ? plain.some(matches) : !negated.some(matches);
}

function principalMatch({ effect, principals, notPrincipals }: Statement, identity: Identity): Match {
  if (principals.length > 0) {
    const matches = principals.map((entry) => matchOne(entry, identity));
    if (matches.includes("direct")) return "direct";
    // A Deny for an account meets everybody in it; an Allow leaves the decision to the account's identity policies.
    if (matches.includes("account")) return effect === "Deny" ? "direct" : "account";
    return "none";
  }
  if (effect !== "Deny") throw new UnknownElementError("policy: NotPrincipal with Allow is not simulated");
  // AWS denies a session unless the session, its role and their account are all named.
  const named = notPrincipals.filter(({ type }) => type === "AWS").map(({ value }) => value);
  const session = named.includes(identity.arn);
  const role = identity.roleArn === undefined || named.includes(identity.roleArn);
  const owner = named.some((name) => isAccount(name, accountOf(identity.arn)));
  return session && role && owner ? "none" : "direct";
}

function matchOne({ type, value }: PrincipalEntry, identity: Identity): Match {
  if (type === "Service") return value === identity.arn ? "direct" : "none";
  if (type === "Federated") return value === identity.federatedBy ? "direct" : "none";
  if (type !== "AWS") return "none";
  if (value === "*") return "direct";
  if (value === identity.arn || value === identity.roleArn) return "direct";
  return identity.arn.startsWith("arn:") && isAccount(value, accountOf(identity.arn)) ? "account" : "none";
}

function isAccount(name: string, account: string): boolean {
  return name === account || name === `arn:${partitionOfArn(name)}:iam::${account}:root`;
}
