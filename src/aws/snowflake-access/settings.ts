import type { AwsComponentProps } from "../component";

/** Whom a role trusts: the IAM user that Snowflake acts as, and the external id that it shows. */
export interface SnowflakeTrust {
  /** `api_aws_iam_user_arn` or `storage_aws_iam_user_arn` of the integration. */
  readonly userArn: string;
  /** External id of the integration. */
  readonly externalId: string;
}

export interface SnowflakeRoleProps extends AwsComponentProps {
  /** Name of the role; the integration knows the role by it. @default - "<prefix>-snowflake-api" or "<prefix>-snowflake-storage" */
  readonly roleName?: string;
}
