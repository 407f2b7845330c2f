import { isObject, type JsonObject } from "../../../../core/json";
import { conditionProblem } from "./grammar-conditions";
import { principalProblem, type PrincipalEntry } from "./grammar-principals";

/** Where a policy is attached: to an identity, to a resource, or to a role as its trust. */
export type PolicyKind = "identity" | "resource" | "trust";

/** A policy that AWS would refuse, or one with an element that this rehearsal does not know. */
export class PolicyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PolicyError";
  }
}

/** One statement, each element as a list. */
export interface Statement {
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  readonly principals: readonly PrincipalEntry[];
  readonly notPrincipals: readonly PrincipalEntry[];
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Operator, key, values. */
  readonly conditions: readonly PolicyCondition[];
}

export interface PolicyCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

const STATEMENT_KEYS = [
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
 * Parses a policy and holds it against IAM's grammar. Everything that is not in the grammar is an error.
 * @throws PolicyError
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(json: string, kind: PolicyKind): Statement[] {
  const document = parseJson(json);
  for (const key of Object.keys(document))
    if (!["Version", "Id", "Statement"].includes(key)) throw new PolicyError(`unknown policy element "${key}"`);
  if (document.Version !== undefined && document.Version !== "2012-10-17" && document.Version !== "2008-10-17")
    throw new PolicyError(
      `the policy's Version must be "2012-10-17" or "2008-10-17", not ${JSON.stringify(document.Version)}`,
    );
  if (document.Id !== undefined && typeof document.Id !== "string")
    throw new PolicyError("the policy's Id must be a string");
  const list = Array.isArray(document.Statement) ? (document.Statement as unknown[]) : [document.Statement];
  if (document.Statement === undefined || list.length === 0) throw new PolicyError("the policy has no Statement");

  const statements = list.map((entry, index) => parseStatement(entry, index, kind));
  const sids = statements.flatMap((statement) => (statement.sid === undefined ? [] : [statement.sid]));
  const double = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (double !== undefined) throw new PolicyError(`Statement IDs (SID) in a single policy must be unique: "${double}"`);
  return statements;
}

function parseJson(json: string): JsonObject {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (error) {
    throw new PolicyError(`the policy is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isObject(document)) throw new PolicyError("the policy must be a JSON object");
  return document;
}

function parseStatement(entry: unknown, index: number, kind: PolicyKind): Statement {
  const fail = (message: string): never => {
    throw new PolicyError(`statement ${index + 1}: ${message}`);
  };
  if (!isObject(entry)) return fail("must be an object");
  for (const key of Object.keys(entry)) if (!STATEMENT_KEYS.includes(key)) fail(`unknown element "${key}"`);
  const { Sid: sid, Effect: effect } = entry;
  if (
    sid !== undefined &&
    (typeof sid !== "string" || !(kind === "identity" ? /^[A-Za-z0-9]*$/ : /^[A-Za-z0-9 ]*$/).test(sid))
  )
    fail(`Statement IDs (SID) must be alpha-numeric, not ${JSON.stringify(sid)}`);
  if (effect !== "Allow" && effect !== "Deny")
    return fail(`Effect must be "Allow" or "Deny", not ${JSON.stringify(effect)}`);

  const strings = (name: string): string[] => {
    const value = entry[name];
    if (value === undefined) return [];
    const values = Array.isArray(value) ? (value as unknown[]) : [value];
    if (values.length === 0) fail(`${name} is empty`);
    return values.map((item) => (typeof item === "string" && item !== "" ? item : fail(`${name} must hold strings`)));
  };
  const statement: Statement = {
    sid: typeof sid === "string" && sid !== "" ? sid : undefined,
    effect,
    principals: principals(entry.Principal, fail),
    notPrincipals: principals(entry.NotPrincipal, fail),
    actions: strings("Action"),
    notActions: strings("NotAction"),
    resources: strings("Resource"),
    notResources: strings("NotResource"),
    conditions: conditions(entry.Condition, fail),
  };
  const problem = shapeProblem(statement, kind) ?? actionProblem(statement, kind) ?? resourceProblem(statement);
  return problem === undefined ? statement : fail(problem);
}

function principals(value: unknown, fail: (message: string) => never): PrincipalEntry[] {
  if (value === undefined) return [];
  if (value === "*") return [{ type: "AWS", value: "*" }];
  if (!isObject(value)) return fail(`Principal must be "*" or an object, not ${JSON.stringify(value)}`);
  const found = Object.entries(value).flatMap(([type, names]) =>
    (Array.isArray(names) ? (names as unknown[]) : [names]).map((name) => ({ type, value: name })),
  );
  if (found.length === 0) fail("Principal is empty");
  return found.map((entry) => {
    const problem = principalProblem(entry.type, entry.value);
    return problem === undefined && typeof entry.value === "string"
      ? { type: entry.type, value: entry.value }
      : fail(problem ?? "Principal must hold strings");
  });
}

function conditions(value: unknown, fail: (message: string) => never): PolicyCondition[] {
  if (value === undefined) return [];
  if (!isObject(value)) return fail("Condition must be an object");
  return Object.entries(value).flatMap(([operator, keys]) => {
    if (!isObject(keys)) return fail(`Condition ${operator} must be an object of keys`);
    return Object.entries(keys).map(([key, given]) => {
      const list = (Array.isArray(given) ? (given as unknown[]) : [given]).map((item) =>
        ["string", "number", "boolean"].includes(typeof item)
          ? String(item)
          : fail(`Condition ${operator}/${key} must hold strings, numbers or booleans`),
      );
      const problem =
        list.length === 0 ? `Condition ${operator}/${key} is empty` : conditionProblem(operator, key, list);
      return problem === undefined ? { operator, key, values: list } : fail(problem);
    });
  });
}

function shapeProblem(statement: Statement, kind: PolicyKind): string | undefined {
  const both = (one: readonly unknown[], other: readonly unknown[]): boolean => one.length > 0 && other.length > 0;
  const none = (one: readonly unknown[], other: readonly unknown[]): boolean => one.length === 0 && other.length === 0;
  const { principals: who, notPrincipals: notWho, actions, notActions, resources, notResources } = statement;
  if (both(who, notWho)) return "has both Principal and NotPrincipal";
  if (both(actions, notActions)) return "has both Action and NotAction";
  if (both(resources, notResources)) return "has both Resource and NotResource";
  if (none(actions, notActions)) return "Policy statement must contain actions.";
  if (kind === "identity" && !none(who, notWho)) return "Policy document should not specify a principal.";
  if (kind !== "identity" && none(who, notWho)) return "Missing required field Principal";
  if (kind === "trust" && !none(resources, notResources)) return "Has prohibited field Resource";
  if (kind !== "trust" && none(resources, notResources)) return "Policy statement must contain resources.";
  return undefined;
}

const TRUST_ACTIONS =
  /^sts:(AssumeRole|AssumeRoleWithSAML|AssumeRoleWithWebIdentity|TagSession|SetSourceIdentity|SetContext)$/i;

function actionProblem(statement: Statement, kind: PolicyKind): string | undefined {
  for (const action of [...statement.actions, ...statement.notActions]) {
    if (action !== "*" && !/^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(action))
      return `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: "${action}"`;
    if (kind === "trust" && !TRUST_ACTIONS.test(action))
      return `AssumeRole policy may only specify STS AssumeRole actions, not "${action}"`;
  }
  return undefined;
}

function resourceProblem(statement: Statement): string | undefined {
  const wrong = [...statement.resources, ...statement.notResources].find(
    (resource) =>
      // AWS completes an ARN with fewer than six fields.
      resource !== "*" && !/^arn:[^:]+:[^:]+(:.*)?$/s.test(resource) && !/^execute-api:\/.*$/.test(resource),
  );
  return wrong === undefined ? undefined : `Resource "${wrong}" must be in ARN format or "*".`;
}
