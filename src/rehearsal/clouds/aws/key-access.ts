import type { RuleContext, Values } from "../../simulator/rule";
import { byArn, findKey } from "./lookup";
import { parsePolicy, type PolicyCondition } from "./policy-grammar";
import { wildcard } from "./role-access";
import { accountId } from "./session";
import { refuse, text } from "./values";

/** A service that uses a key in its own name, and what it says of the call, by condition key in lower case. */
export interface ServiceCall {
  /** `logs.eu-central-1.amazonaws.com`. */
  readonly service: string;
  readonly says: Readonly<Record<string, string>>;
}

const NEEDED = ["kms:generatedatakey", "kms:decrypt"];

function holds({ operator, key, values }: PolicyCondition, says: ServiceCall["says"]): boolean {
  const said = says[key.toLowerCase()];
  if (said === undefined || !/^(String|Arn)(Equals|Like)$/.test(operator))
    refuse(`the rehearsal can't evaluate the condition ${operator} on ${key} of a key's policy`);
  return values.some((value) => wildcard(value, said));
}

function policyOf(context: RuleContext, key: Values): string | undefined {
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
  const policy = key && policyOf(context, key);
  if (policy === undefined) return undefined;
  const concerning = parsePolicy(policy, "resource").filter((statement) =>
    statement.principals.some((entry) => entry.type === "Service" && entry.value === call.service),
  );
  const lets = (effect: "Allow" | "Deny", action: string) =>
    concerning.some(
      (statement) =>
        statement.effect === effect &&
        statement.actions.some((pattern) => wildcard(pattern.toLowerCase(), action)) &&
        statement.conditions.every((condition) => holds(condition, call.says)),
    );
  return NEEDED.every((action) => lets("Allow", action) && !lets("Deny", action))
    ? undefined
    : `the policy of the key ${name} does not let ${call.service} use it`;
}

/** Refuses what would be published to a topic of this account and never arrive, since its key keeps the service out. */
export function needOpenTopic(context: RuleContext, topicArn: string, service: string, source: string): void {
  const topic = byArn(context.account, ["aws_sns_topic"], topicArn);
  const problem = keyProblem(context, text(topic, "kms_master_key_id"), {
    service,
    says: { "aws:sourceaccount": accountId(context.account), "aws:sourcearn": source },
  });
  // SNS takes the subscription and the services drop what they cannot encrypt.
  if (problem !== undefined) refuse(`nothing would arrive at ${topicArn}: ${problem}`);
}
