import { NameRules } from "../core";
import type { Row } from "../core/checks";
import { named, pattern, shaped, type Rule } from "../core/rules";

export const IDENTIFIER: Rule = named(NameRules.SNOWFLAKE_IDENTIFIER);

/**
 * A comment that can be changed later. Provider 2.11 writes a stage's comment into ALTER STAGE as it is, so that an apostrophe ends it and
 * a backslash begins an escape. One rule holds for all comments, whatever the object.
 */
export const COMMENT: Row<object> = {
  field: "comment",
  rule: pattern(
    /^[^'\\]*$/,
    "contain no apostrophe and no backslash: the provider does not escape them when it alters a stage",
    "Remove them",
  ),
};

/** The ARN of an IAM role. Its account, partition and name may be tokens. */
export const ROLE_ARN: Rule = shaped(
  /^(arn|x):(aws[a-z-]*|x):iam::(\d{12}|x):role\/[\w+=,.@/-]+$/,
  "be the ARN of an IAM role: arn:<partition>:iam::<12-digit account>:role/<name>",
  "Build it from the account and the role's name",
);

/** An ID of Microsoft Entra. Snowflake treats blanks around it as part of it. */
export const UUID: Rule = pattern(
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  "be the UUID of a Microsoft Entra object, without blanks",
  "Copy the ID from the tenant",
);

/** The email of a service account of Google Cloud, as Snowflake shows it. */
export const GCP_SERVICE_ACCOUNT: Rule = pattern(
  /^[a-z0-9][a-z0-9-]*@[a-z0-9][a-z0-9.-]*\.gserviceaccount\.com$/,
  "be the email of a service account: <name>@<project>.iam.gserviceaccount.com",
  "Copy API_GCP_SERVICE_ACCOUNT from DESC INTEGRATION",
);
