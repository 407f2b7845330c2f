import type { AwsComponentProps } from "../component";

/** The principal of a role's trust policy: Snowflake's IAM user, and the external ID. */
export interface SnowflakeTrust {
  /** `api_aws_iam_user_arn` or `storage_aws_iam_user_arn` of the integration. */
  readonly userArn: string;
  /** External ID of the integration. */
  readonly externalId: string;
}

export interface SnowflakeRoleProps extends AwsComponentProps {
  /** Name of the role; the integration has its ARN. @default - "<prefix>-snowflake-api" or "<prefix>-snowflake-storage" */
  readonly roleName?: string;
}
