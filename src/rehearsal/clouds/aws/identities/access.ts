import type { RuleContext, Values } from "../../../simulator/rule";
import { byArn, findKey, findRole } from "../lookup";
import { accountId } from "../session";
import type { RequestContext } from "./conditions";
import { evaluate, serviceIdentity, type AccessRequest, type Policy } from "./evaluate";
import { parsePolicy } from "./grammar";
import { policiesOf } from "./role-policies";
import { UnknownElementError, text } from "../../../simulator/readers";
import { refuse } from "../../../simulator/writers";

/** AWS's decision inside a rule: what the rehearsal cannot evaluate is refused rather than guessed. */
function allows(request: AccessRequest, what: string): boolean {
  try {
    return evaluate(request) === "allow";
  } catch (error) {
    if (error instanceof UnknownElementError) return refuse(`the rehearsal can't evaluate ${what}: ${error.message}`);
    throw error;
  }
}

/** Whether a role's own policies allow an action; permission boundaries are not looked at. */
export function roleAllows(
  { account }: RuleContext,
  roleArn: string,
  action: string,
  resource: string,
  says: RequestContext = {},
): boolean {
  const role = findRole(account, roleArn);
  if (!role) return false;
  const identityPolicies = policiesOf(account, role).flatMap(({ policy }) => (policy === undefined ? [] : [policy]));
  const owner = accountId(account);
  const context = {
    "aws:PrincipalArn": roleArn,
    "aws:PrincipalAccount": owner,
    "aws:SecureTransport": "true",
    ...says,
  };
  const identity = { arn: roleArn, roleArn, identityPolicies };
  return allows(
    { identity, action, resource, account: owner, resourcePolicy: undefined, context },
    `${action} of ${roleArn}`,
  );
}

/** What a service of AWS asks for in its own name. */
export interface ServiceRequest {
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: RequestContext;
}

/**
 * Whether a policy lets a service act for the account. Which of its resources the service acts for is not known here: a condition on
 * `aws:SourceArn` is taken to hold.
 */
export function letsService({ account }: RuleContext, policy: Policy, request: ServiceRequest): boolean {
  const owner = accountId(account);
  const resourcePolicy = policy.map((statement) => ({
    ...statement,
    conditions: statement.conditions.filter(({ key }) => key.toLowerCase() !== "aws:sourcearn"),
  }));
  const context = { "aws:SourceAccount": owner, "aws:SecureTransport": "true", ...request.context };
  const { service, action, resource } = request;
  return allows(
    { identity: serviceIdentity(service), action, resource, account: owner, resourcePolicy, context },
    `${action} on ${resource} by ${service}`,
  );
}

/** Whether a role's trust policy lets a service assume it. */
export function roleTrusts(context: RuleContext, roleArn: string, service: string): boolean {
  const trust = text(findRole(context.account, roleArn), "assume_role_policy");
  if (trust === undefined) return false;
  return letsService(context, parsePolicy(trust, "trust"), {
    service: `${service}.amazonaws.com`,
    action: "sts:AssumeRole",
    resource: roleArn,
  });
}

/** A service that uses a key in its own name, and what it says of the call. */
export interface ServiceCall {
  /** `logs.eu-central-1.amazonaws.com`. */
  readonly service: string;
  readonly says: RequestContext;
}

/** What the key's own policy is: a resource of its own, or the key's attribute. */
function keyPolicy(context: RuleContext, key: Values): string | undefined {
  const separate = context.account.get("aws_kms_key_policy", text(key, "key_id") ?? "");
  return text(separate, "policy") ?? text(key, "policy");
}

/**
 * Why a service can't use a KMS key; undefined when it can. Only the key's own policy can let a service in that acts in its own name: the
 * account's IAM policies speak of its users and roles. Keys of other accounts can't be seen from here and pass.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-services.html
 */
export function keyProblem(context: RuleContext, name: string | undefined, call: ServiceCall): string | undefined {
  if (name === undefined) return undefined;
  if (/(^|:)alias\/aws\//.test(name)) return `${name} is AWS's own key, whose policy nobody can change`;
  const key = findKey(context.account, name);
  const policy = key && keyPolicy(context, key);
  if (key === undefined || policy === undefined) return undefined;
  const request = {
    identity: serviceIdentity(call.service),
    resource: text(key, "arn") ?? name,
    account: accountId(context.account),
    resourcePolicy: parsePolicy(policy, "resource"),
    context: call.says,
  };
  return ["kms:GenerateDataKey", "kms:Decrypt"].every((action) =>
    allows({ ...request, action }, `the policy of the key ${name}`),
  )
    ? undefined
    : `the policy of the key ${name} does not let ${call.service} use it`;
}

/** Refuses what would be published to a topic of this account and never arrive, since its key keeps the service out. */
export function needOpenTopic(context: RuleContext, topicArn: string, service: string, source: string): void {
  const topic = byArn(context.account, ["aws_sns_topic"], topicArn);
  const problem = keyProblem(context, text(topic, "kms_master_key_id"), {
    service,
    says: { "aws:SourceAccount": accountId(context.account), "aws:SourceArn": source },
  });
  // SNS takes the subscription and the services drop what they cannot encrypt.
  if (problem !== undefined) refuse(`nothing would arrive at ${topicArn}: ${problem}`);
}
