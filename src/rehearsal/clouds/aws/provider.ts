import type { ValidateContext } from "../../simulator/rule";
import { accountId } from "./session";
import { parseArn } from "./arn";
import { block, isSet, text, texts } from "../../simulator/readers";
import { refuse } from "../../simulator/writers";

/**
 * The provider's own configuration. That `region` is a region is in the behaviour table.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#argument-reference
 */
export function validateProvider(context: ValidateContext): void {
  const { config } = context;
  const allowed = texts(config, "allowed_account_ids");
  const forbidden = texts(config, "forbidden_account_ids");
  if (isSet(config, "allowed_account_ids") && isSet(config, "forbidden_account_ids"))
    context.error('"allowed_account_ids": conflicts with forbidden_account_ids', "allowed_account_ids");
  const account = accountId(context.account);
  const refused = (allowed.length > 0 && !allowed.includes(account)) || forbidden.includes(account);
  if (refused) refuse(`AWS account ID not allowed: ${account}`);

  const role = text(block(config, "assume_role"), "role_arn");
  if (role !== undefined && parseArn(role)?.resource.startsWith("role/") !== true)
    context.error(`"assume_role.role_arn" (${role}) is an invalid ARN of a role`, "assume_role");
}
