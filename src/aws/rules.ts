import type { Row } from "../core/checks";
import { integer, pattern, that, type Rule } from "../core/rules";

/** The ARN of a KMS key: an alias is not accepted where AWS compares it with the key that it stored. */
export const KEY_ARN: Rule = pattern(
  /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/.+$/,
  "be the ARN of a KMS key, not an alias",
  "Use arn:aws:kms:<region>:<account>:key/<id>",
);

export const SECRET_ARN: Rule = pattern(
  /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+$/,
  "be the ARN of a Secrets Manager secret, never the secret itself",
  "Use arn:<partition>:secretsmanager:<region>:<account>:secret:<name>",
);

/** Days of a lifecycle rule of S3. */
export const LIFECYCLE_DAYS: Rule = integer(1, 2_147_483_647, "the days of an S3 lifecycle rule");

export const PORT: Rule = integer(1, 65_535, "a TCP port");

export const REGION: Rule = pattern(
  /^[a-z]{2}(-[a-z]+)+-\d$/,
  "be the code of an AWS region",
  "Use the region's code instead of its name, for example eu-central-1",
);

/** Regions are added, areas hardly ever: a region in a known area passes. */
const KNOWN_REGION: Rule = that(
  (region) => !REGION.holds(region) || AREA.test(String(region)),
  "be a region that AWS has: the value has the form of a region's code, but its area is unknown",
  "Correct the code; https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html lists all",
);
const AREA = /^(af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov|us-iso[a-z]?)-(central|(north|south)?(east|west)|north|south)-\d$/;

const ACCOUNT_ID: Rule = pattern(/^\d{12}$/, "be an AWS account ID of 12 digits", "Use a string, with leading zeros");

/** The id of a VPC resource: `vpc-…`, `subnet-…` or `sg-…`. */
export function resourceId(kind: "vpc" | "subnet" | "sg"): Rule {
  return pattern(
    new RegExp(`^${kind}-[a-z0-9]+$`),
    `be an ID that begins with ${kind}-, neither a name nor an ARN`,
    `Use ${kind}-<hexadecimal digits>`,
  );
}

export const PARTITION_AWS: Rule = that(
  (region) => !/^(us-gov|us-iso[a-z]?|cn)-/.test(String(region)),
  "be a region of the partition aws: Snowflake reaches GovCloud and China by other kinds of integration",
  "Use another region",
);

/** Requirements on account and region. */
export const PROVIDER_ROWS: readonly Row<object>[] = [
  { field: "region", rule: REGION },
  { field: "region", rule: KNOWN_REGION },
  { field: "region", rule: PARTITION_AWS },
  { field: "accountId", rule: ACCOUNT_ID },
];
