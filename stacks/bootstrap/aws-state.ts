import type { AwsStateStackProps } from "cdktf-snowflake-mlops/aws";

/**
 * The bucket of Terraform's states on AWS, one for all environments. Account and region are those of the AWS credentials in use.
 */
export const awsState: AwsStateStackProps = {
  name: "aws-state",
  // region: "eu-central-1",
  // lock: StateLock.DYNAMODB, // only for Terraform or OpenTofu before 1.10
};
