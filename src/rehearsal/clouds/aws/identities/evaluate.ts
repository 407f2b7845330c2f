import { UnknownElementError } from "../../../snowflake/errors";
import { isAttributes } from "../../../snowflake/values";
import { accountOf, arnMatches, globMatches, partitionOf } from "../gateway/arn";
import { conditionsHold, noVariables } from "./conditions";
import type { RequestContext } from "./conditions";

/** Who asks, in IAM's terms. */
export interface Identity {
  /** `arn:aws:sts::123456789012:assumed-role/Admin/session`, or a user's ARN; `anonymous` for an unsigned request. */
  readonly arn: string;
  /** The role behind a session, which a policy may name as well. */
  readonly roleArn?: string;
  readonly identityPolicies: readonly Policy[];
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

interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly elements: Readonly<Record<string, unknown>>;
}

/** How a Principal element meets the caller. Naming the account only hands the decision to the account's own policies. */
type Match = "direct" | "account" | "none";

const ELEMENTS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

/**
 * A policy document, read strictly: an element that is not known here is an error and never a pass.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export class Policy {
  /** @throws UnknownElementError when the text holds anything that is not simulated */
  public static parse(text: string): Policy {
    const document: unknown = JSON.parse(text);
    if (!isAttributes(document)) throw new UnknownElementError("policy: not a JSON object");
    for (const key of Object.keys(document)) {
      if (!["Version", "Id", "Statement"].includes(key))
        throw new UnknownElementError(`policy: the element ${key} is not simulated`);
    }
    const version = document.Version ?? "2008-10-17";
    if (version !== "2012-10-17" && version !== "2008-10-17") {
      throw new UnknownElementError(`policy: the version ${JSON.stringify(version)} is not simulated`);
    }
    const statements: unknown[] = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
    return new Policy(statements.map(readStatement));
  }

  /** Everything is allowed: what an administrator holds. */
  public static allowAll(): Policy {
    return new Policy([{ effect: "Allow", elements: { Action: "*", Resource: "*" } }]);
  }

  private constructor(private readonly statements: readonly Statement[]) {}

  /** What an identity policy says; its principal is whoever holds it. */
  public asIdentityPolicy(request: AccessRequest): Decision {
    return this.decide(request, () => "direct").decision;
  }

  /** What a resource policy says. `account` is true when only the account was allowed, not the caller. */
  public asResourcePolicy(request: AccessRequest): { decision: Decision; account: boolean } {
    return this.decide(request, (elements) => principalMatch(elements, request));
  }

  private decide(
    request: AccessRequest,
    principal: (elements: Readonly<Record<string, unknown>>) => Match,
  ): { decision: Decision; account: boolean } {
    let decision: Decision = "implicit deny";
    let account = false;
    for (const { effect, elements } of this.statements) {
      // Each element is evaluated, so that an unknown one is found whatever the others say.
      const match = principal(elements);
      const action = oneOf(elements, "Action", "NotAction", (pattern) => actionMatches(pattern, request.action));
      const resource = oneOf(elements, "Resource", "NotResource", (pattern) =>
        arnMatches(noVariables(pattern), request.resource),
      );
      const condition = conditionsHold(elements.Condition, request.context);
      if (match === "none" || !action || !resource || !condition) continue;
      if (effect === "Deny") return { decision: "explicit deny", account: false };
      if (match === "direct") decision = "allow";
      else account = true;
    }
    return { decision, account };
  }
}

/**
 * AWS's decision for a request to a resource that may have a policy of its own: an explicit Deny wins; in the resource's
 * own account an Allow on either side is enough; from another account both sides must allow.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function evaluate(request: AccessRequest): Decision {
  const byIdentity = request.identity.identityPolicies.map((policy) => policy.asIdentityPolicy(request));
  const byResource = request.resourcePolicy?.asResourcePolicy(request) ?? { decision: "implicit deny", account: false };
  if (byIdentity.includes("explicit deny") || byResource.decision === "explicit deny") return "explicit deny";
  const identityAllows = byIdentity.includes("allow");
  const resourceAllows = byResource.decision === "allow";
  const sameAccount = request.identity.arn === "anonymous" || accountOf(request.identity.arn) === request.account;
  if (sameAccount) return identityAllows || resourceAllows ? "allow" : "implicit deny";
  return identityAllows && (resourceAllows || byResource.account) ? "allow" : "implicit deny";
}

function readStatement(statement: unknown): Statement {
  if (!isAttributes(statement)) throw new UnknownElementError("policy: a Statement is not an object");
  for (const key of Object.keys(statement)) {
    if (!ELEMENTS.includes(key))
      throw new UnknownElementError(`policy: the element ${key} of a Statement is not simulated`);
  }
  const effect = statement.Effect;
  if (effect !== "Allow" && effect !== "Deny") {
    throw new UnknownElementError(`policy: the Effect ${JSON.stringify(effect)} is not simulated`);
  }
  return { effect, elements: statement };
}

function actionMatches(pattern: string, action: string): boolean {
  return globMatches(pattern.toLowerCase(), action.toLowerCase());
}

function oneOf(
  elements: Readonly<Record<string, unknown>>,
  name: string,
  negatedName: string,
  matches: (pattern: string) => boolean,
): boolean {
  const plain = elements[name];
  const negated = elements[negatedName];
  if ((plain === undefined) === (negated === undefined)) {
    // A trust policy has no Resource: it stands for the role itself.
    if (plain === undefined && name === "Resource") return true;
    throw new UnknownElementError(`policy: a Statement needs exactly one of ${name} and ${negatedName}`);
  }
  return plain === undefined ? !list(negated, negatedName).some(matches) : list(plain, name).some(matches);
}

function list(value: unknown, name: string): string[] {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => {
    if (typeof item !== "string") throw new UnknownElementError(`policy: a value of ${name} is not a string`);
    return item;
  });
}

function principalMatch(elements: Readonly<Record<string, unknown>>, { identity }: AccessRequest): Match {
  if ((elements.Principal === undefined) === (elements.NotPrincipal === undefined)) {
    throw new UnknownElementError(
      "policy: a Statement of a resource policy needs exactly one of Principal and NotPrincipal",
    );
  }
  if (elements.Principal !== undefined) {
    const matches = principals(elements.Principal).map((name) => matchOne(name, identity));
    return matches.includes("direct") ? "direct" : matches.includes("account") ? accountMatch(elements) : "none";
  }
  if (elements.Effect !== "Deny") throw new UnknownElementError("policy: NotPrincipal with Allow is not simulated");
  // AWS denies a session unless the session, its role and their account are all named.
  const named = principals(elements.NotPrincipal);
  const session = named.includes(identity.arn);
  const role = identity.roleArn === undefined || named.includes(identity.roleArn);
  const owner = named.some((name) => isAccount(name, accountOf(identity.arn)));
  return session && role && owner ? "none" : "direct";
}

/** A Deny for an account meets everybody in it; an Allow leaves the decision to the account's identity policies. */
function accountMatch(elements: Readonly<Record<string, unknown>>): Match {
  return elements.Effect === "Deny" ? "direct" : "account";
}

function matchOne(name: string, identity: Identity): Match {
  if (name === "*") return "direct";
  if (identity.arn === "anonymous") return "none";
  if (name === identity.arn || name === identity.roleArn) return "direct";
  if (name.includes("*"))
    throw new UnknownElementError(`policy: the Principal ${name} holds a wildcard, which AWS refuses`);
  return isAccount(name, accountOf(identity.arn)) ? "account" : "none";
}

function isAccount(name: string, account: string): boolean {
  return name === account || name === `arn:${partitionOf(name)}:iam::${account}:root`;
}

/** The AWS principals of an element; services and federated identities never are our callers. */
function principals(element: unknown): string[] {
  if (typeof element === "string") {
    if (element !== "*") throw new UnknownElementError(`policy: the Principal "${element}" is not simulated`);
    return ["*"];
  }
  if (!isAttributes(element)) throw new UnknownElementError("policy: Principal is not an object");
  return Object.entries(element).flatMap(([kind, value]) => {
    if (kind === "AWS") return list(value, "Principal").map(noVariables);
    if (kind === "Service" || kind === "Federated" || kind === "CanonicalUser") return [];
    throw new UnknownElementError(`policy: the Principal ${kind} is not simulated`);
  });
}
