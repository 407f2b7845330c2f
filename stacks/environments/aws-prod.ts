import { Size } from "cdktf-snowflake-mlops";
import { GatewayAccessLog, type AwsEnvironmentProps } from "cdktf-snowflake-mlops/aws";

/**
 * The production environment on AWS: two servers behind NAT, a database with a standby, backups, alarms, access logs, and
 * protection of what holds data. Give it an account of its own, or take the last setting out.
 */
export const awsProd: AwsEnvironmentProps = {
  name: "aws-prod",
  size: Size.PROD,
  tags: { environment: "prod" },
  // packageVersion: "0.1.0",
  // region: "eu-central-1",
  // accountId: "123456789012",
  // state: { bucket: "my-terraform-state", region: "eu-central-1" },
  // observability: { emails: ["mlops@example.com"], budget: { monthlyUsd: 400 } },
  // The role with which API Gateway writes logs is one setting of the whole account and region; another stack must not set it.
  gateway: { accessLog: GatewayAccessLog.ON_WITH_ACCOUNT_ROLE },
};
