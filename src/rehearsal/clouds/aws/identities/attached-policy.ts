import type { RuleContext, Values } from "../../../simulator/rule";
import { parseArn } from "../arn";
import { all, findRole } from "../lookup";
import { parsePolicy, PolicyError, type PolicyKind, type Statement } from "./grammar";
import { accountId } from "../session";
import { refuse } from "../../../simulator/writers";
import { text } from "../../../simulator/readers";

/** How one service refuses a policy. */
export interface PolicyRefusal {
  readonly kind: PolicyKind;
  /** The service's error for a policy that it can't read, e.g. `MalformedPolicyDocument`. */
  readonly malformed: string;
  /** The service's error for a principal that does not exist; the principal is appended. */
  readonly principal?: string;
  /** Largest length in characters. */
  readonly maxLength?: number;
}

/** Holds a policy against the grammar and its principals against the account. */
export function checkPolicy(context: RuleContext, json: string, attribute: string, how: PolicyRefusal): Statement[] {
  const statements = readPolicy(json, attribute, how);
  for (const arn of principalArns(statements))
    if (!principalExists(context, arn)) refuse(`${how.principal ?? how.malformed}: "AWS":"${arn}"`, attribute);
  return statements;
}

/** Holds a policy against the grammar alone: all that a provider can do before it calls the service. */
export function readPolicy(json: string, attribute: string, how: PolicyRefusal): Statement[] {
  // IAM counts no white space; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  const length = json.replace(/\s/g, "").length;
  if (how.maxLength !== undefined && length > how.maxLength)
    refuse(`${how.malformed}: the policy has ${length} characters, at most ${how.maxLength} are allowed`, attribute);
  try {
    return parsePolicy(json, how.kind);
  } catch (error) {
    if (error instanceof PolicyError) return refuse(`${how.malformed}: ${error.message}`, attribute);
    throw error;
  }
}

function principalArns(statements: readonly Statement[]): string[] {
  return statements.flatMap((statement) =>
    [...statement.principals, ...statement.notPrincipals]
      .filter((entry) => entry.type === "AWS")
      .map((entry) => entry.value),
  );
}

/**
 * Roles of the own account must exist when a policy names them; AWS also looks into other accounts, which nobody can from here.
 */
function principalExists(context: RuleContext, principal: string): boolean {
  const parsed = parseArn(principal);
  if (!parsed || parsed.account !== accountId(context.account)) return true;
  const [kind = "", name = ""] = parsed.resource.split("/");
  if (parsed.service === "sts" && kind === "assumed-role") return findRole(context.account, name) !== undefined;
  if (parsed.service === "iam" && kind === "role")
    return parsed.resource.startsWith("role/aws-service-role/") || findRole(context.account, principal) !== undefined;
  if (parsed.service === "iam" && kind === "user")
    return all(context.account, "aws_iam_user").some(({ arn }) => arn === principal);
  return true;
}

/**
 * Remembers which role an ARN meant when the policy was stored. AWS stores the role's unique id: when the role is made
 * again, the policy shows that id and no longer means the new role.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
 */
export function bindPrincipals(context: RuleContext, id: string, json: string, kind: PolicyKind): void {
  const bound: Record<string, string> = {};
  for (const arn of principalArns(parsePolicy(json, kind))) {
    const shown = uniqueForm(context, arn);
    if (shown !== undefined) bound[arn] = shown;
  }
  const memory = context.account.memory<Record<string, Record<string, string>>>("aws:policy-principals", () => ({}));
  memory[`${context.type}:${id}`] = bound;
}

/** The principal by unique id: `AROA...` for a role, `AROA...:session` for its session. Undefined when there is no such role. */
function uniqueForm(context: RuleContext, principal: string): string | undefined {
  const [, role, session] = /:assumed-role\/([^/]+)\/([^/]+)$/.exec(principal) ?? [];
  const unique = text(findRole(context.account, role ?? principal), "unique_id");
  return unique === undefined || session === undefined ? unique : `${unique}:${session}`;
}

/** The policy as the service now shows it: a role that is gone appears as its unique id. */
export function readPrincipals(context: RuleContext, id: string, json: string): string {
  const memory = context.account.memory<Record<string, Record<string, string>>>("aws:policy-principals", () => ({}));
  let shown = json;
  for (const [arn, unique] of Object.entries(memory[`${context.type}:${id}`] ?? {})) {
    if (uniqueForm(context, arn) !== unique) shown = shown.split(JSON.stringify(arn)).join(JSON.stringify(unique));
  }
  return shown;
}

/** Checks the JSON of a policy at plan time, where the provider does so too. */
export function validatePolicyAttribute(
  context: { config: Values; error(message: string, attribute?: string): void },
  attribute: string,
): void {
  const json = text(context.config, attribute);
  if (json === undefined) return;
  try {
    JSON.parse(json);
  } catch {
    context.error(`"${attribute}" contains an invalid JSON policy`, attribute);
  }
}
