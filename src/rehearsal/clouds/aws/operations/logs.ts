import type { CreateContext, ResourceRule } from "../../../simulator/rule";
import { makeArn } from "../arn";
import { nameSuffix } from "../ids";
import { keyProblem } from "../identities/access";
import { needKey } from "../lookup";
import { partitionOf, regionOf } from "../session";
import { blocks, entries, isSet, text } from "../../../simulator/readers";
import { fill, nameOf, refuse } from "../../../simulator/writers";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
function needLogKey(context: CreateContext): void {
  const key = text(context.values, "kms_key_id");
  needKey(context, key);
  const group = makeArn(context, "logs", `log-group:${String(context.values.name)}`);
  const region = regionOf(context);
  const problem = keyProblem(context, key, {
    service: `logs.${region}.${partitionOf(region).dnsSuffix}`,
    says: { "kms:EncryptionContext:aws:logs:arn": group },
  });
  if (problem !== undefined)
    refuse(
      `AccessDeniedException: The specified KMS key does not exist or is not allowed to be used with Arn '${group}': ${problem}`,
      "kms_key_id",
    );
}

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
    needLogKey(context);
    values.id = name;
    fill(values, {
      arn: makeArn(context, "logs", `log-group:${name}`),
      log_group_class: "STANDARD",
      deletion_protection_enabled: false,
    });
  },
  update: needLogKey,
  delete: (context) => {
    if (context.prior.deletion_protection_enabled === true)
      refuse(`ValidationException: The log group ${String(context.prior.name)} has deletion protection enabled`);
  },
};

/** What a metric filter's pattern for JSON events looks like: one condition in braces, its brackets and quotes closed. */
function isJsonPattern(pattern: string): boolean {
  const bare = pattern.replace(/"[^"]*"/g, "text");
  const depth = [...bare].reduce(
    (open, sign) => (open < 0 ? open : open + (sign === "(" ? 1 : sign === ")" ? -1 : 0)),
    0,
  );
  return depth === 0 && !bare.includes('"') && /^\{.*\$[.[].*\}$/s.test(bare.trim());
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
export const metricFilter: ResourceRule = {
  type: "aws_cloudwatch_log_metric_filter",
  cites: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html",
  validate: (context) => {
    const pattern = text(context.config, "pattern");
    if (pattern?.trim().startsWith("{") === true && !isJsonPattern(pattern))
      context.error(`InvalidParameterException: Invalid metric filter pattern: ${pattern}`, "pattern");
    for (const transformation of blocks(context.config, "metric_transformation")) {
      const namespace = text(transformation, "namespace");
      if (namespace !== undefined && (/[:*$]/.test(namespace) || /^AWS\//.test(namespace)))
        context.error(
          `InvalidParameterException: a metric's namespace has no : * or $ and does not begin with AWS/: "${namespace}"`,
          "metric_transformation",
        );
      if (isSet(transformation, "default_value") && entries(transformation, "dimensions").length > 0)
        context.error(
          "InvalidParameterException: a metric filter with dimensions can't have a default value",
          "metric_transformation",
        );
    }
  },
  create: (context) => {
    const { account, values } = context;
    const group = text(values, "log_group_name") ?? "";
    if (!account.get("aws_cloudwatch_log_group", group))
      refuse("ResourceNotFoundException: The specified log group does not exist.", "log_group_name");
    // The provider's id is the filter's name alone; two groups may have filters of one name.
    values.id = String(values.name);
  },
};
