import type { ResourceRule } from "../../../simulator/rule";
import { makeArn } from "../arn";
import { nameSuffix } from "../ids";
import { needKey } from "../lookup";
import { fill, nameOf, refuse, text } from "../values";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export const logGroup: ResourceRule = {
  type: "aws_cloudwatch_log_group",
  cites: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
  validate: (context) => {
    const name = text(context.config, "name") ?? text(context.config, "name_prefix");
    if (name === undefined) return;
    if (name.length > 512) context.error(`"name" cannot be longer than 512 characters: "${name}"`, "name");
    if (!/^[.\-_/#A-Za-z0-9]+$/.test(name))
      context.error(
        `"name" isn't a valid log group name (alphanumeric characters, underscores, hyphens, slashes, hash signs and dots are allowed): "${name}"`,
        "name",
      );
  },
  create: (context) => {
    const { account, values } = context;
    const name = nameOf(values, "name", "name_prefix", "terraform-", nameSuffix(account));
    if (account.get("aws_cloudwatch_log_group", name))
      refuse(`ResourceAlreadyExistsException: The specified log group already exists: ${name}`, "name");
    needKey(context, text(values, "kms_key_id"));
    values.id = name;
    fill(values, {
      arn: makeArn(context, "logs", `log-group:${name}`),
      log_group_class: "STANDARD",
      deletion_protection_enabled: false,
    });
  },
  update: (context) => {
    needKey(context, text(context.values, "kms_key_id"));
  },
  delete: (context) => {
    if (context.prior.deletion_protection_enabled === true)
      refuse(`ValidationException: The log group ${String(context.prior.name)} has deletion protection enabled`);
  },
};
