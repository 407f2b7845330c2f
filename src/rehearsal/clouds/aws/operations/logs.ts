import { blocks, entries, isSet, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { makeArn } from "../arn";
import { keyProblem } from "../identities/access";
import { needKey } from "../lookup";
import { partitionOf, regionOf } from "../session";

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

/** What a metric filter's pattern for JSON events looks like: one condition in braces, its brackets and quotes closed. */
function isJsonPattern(pattern: string): boolean {
  const bare = pattern.replace(/"[^"]*"/g, "text");
  const depth = [...bare].reduce(
    (open, sign) => (open < 0 ? open : open + (sign === "(" ? 1 : sign === ")" ? -1 : 0)),
    0,
  );
  return depth === 0 && !bare.includes('"') && /^\{.*\$[.[].*\}$/s.test(bare.trim());
}

export const logActs: Readonly<Record<string, Acts>> = {
  aws_cloudwatch_log_group: { check: needLogKey },
  aws_cloudwatch_log_metric_filter: {
    validate: (context) => {
      const pattern = text(context.config, "pattern");
      if (pattern?.trim().startsWith("{") === true && !isJsonPattern(pattern))
        context.error(`InvalidParameterException: Invalid metric filter pattern: ${pattern}`, "pattern");
      for (const transformation of blocks(context.config, "metric_transformation"))
        if (isSet(transformation, "default_value") && entries(transformation, "dimensions").length > 0)
          context.error(
            "InvalidParameterException: a metric filter with dimensions can't have a default value",
            "metric_transformation",
          );
    },
  },
};
