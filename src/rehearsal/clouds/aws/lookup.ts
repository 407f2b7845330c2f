import { all, type Account } from "../../simulator/account";
import type { RuleContext, Values } from "../../simulator/rule";
import { parseArn } from "./arn";
import { accountId } from "./session";
import { refuse } from "../../simulator/writers";
import { text } from "../../simulator/readers";

export { all };

/** An object of the account, or a refusal. */
export function need(
  context: RuleContext,
  type: string,
  id: string | undefined,
  message: string,
  attribute?: string,
): Values {
  const found = id === undefined ? undefined : context.account.get(type, id);
  return found ?? refuse(message, attribute);
}

/** The object of these types that has this ARN. */
export function byArn(account: Account, types: readonly string[], arn: string): Values | undefined {
  for (const type of types) {
    const held = account.list(type).find((candidate) => candidate.values.arn === arn);
    if (held) return held.values;
  }
  return undefined;
}

/** The role with an ARN, or with a name. */
export function findRole(account: Account, nameOrArn: string): Values | undefined {
  return all(account, "aws_iam_role").find((role) => role.arn === nameOrArn || role.name === nameOrArn);
}

/**
 * A role that a service is handed must exist; one of another account can't be seen from here and passes.
 */
export function needRole(context: RuleContext, arn: string | undefined, message: string, attribute?: string): void {
  if (arn === undefined) return;
  const parsed = parseArn(arn);
  if (!parsed || parsed.service !== "iam" || !parsed.resource.startsWith("role/"))
    refuse(`"${arn}" is not the ARN of a role`, attribute);
  if (parsed.resource.startsWith("role/aws-service-role/")) return;
  if (parsed.account === accountId(context.account) && !findRole(context.account, arn)) refuse(message, attribute);
}

/** The KMS key that an id, key ARN, alias or alias ARN names must exist in this account; AWS's own keys (`alias/aws/...`) always do. */
export function needKey(context: RuleContext, key: string | undefined, attribute = "kms_key_id"): void {
  if (key === undefined || /(^|:)alias\/aws\//.test(key)) return;
  const parsed = parseArn(key);
  if (parsed && parsed.account !== accountId(context.account)) return;
  if (!findKey(context.account, key)) refuse(`NotFoundException: the KMS key '${key}' does not exist`, attribute);
}

/** The KMS key of this account that an id, key ARN, alias or alias ARN names. */
export function findKey(account: Account, name: string): Values | undefined {
  const alias = all(account, "aws_kms_alias").find((each) => each.arn === name || text(each, "name") === name);
  const target = text(alias, "target_key_id") ?? name;
  return all(account, "aws_kms_key").find((key) => key.arn === target || key.key_id === target);
}
