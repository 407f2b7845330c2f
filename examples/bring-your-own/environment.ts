import { Size } from "cdktf-snowflake-mlops";
import type { AwsEnvironmentProps } from "cdktf-snowflake-mlops/aws";

/** An environment with an existing network, bucket, database and Snowflake objects. The platform creates what `existing` does not name. */
export const teamDev: AwsEnvironmentProps = {
  name: "team-dev",
  size: Size.DEV,
  prefix: "team-c",
  region: "eu-central-1",
  existing: {
    // Private subnets with a NAT gateway, in two zones.
    network: {
      vpcId: "vpc-0a1b2c3d4e5f60718",
      serverSubnetIds: ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"],
    },
    artifactStore: {
      bucketName: "team-models",
      encryptionKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000001",
    },
    // The secret's text is postgresql+psycopg2://<user>:<password>@<host>:5432/<database>?sslmode=require&target_session_attrs=read-write
    backendStore: {
      uriSecretArn: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:team/mlflow-uri-AbCdEf",
      securityGroupId: "sg-0d0d0d0d0d0d0d0d0",
    },
    snowflake: { databaseName: "ANALYTICS", warehouseName: "ANALYTICS_WH", kedroRoleName: "KEDRO" },
  },
  snowflake: { schemaName: "TEAM_C" },
};
