import { Size } from "cdktf-snowflake-mlops";
import type { AwsEnvironmentProps } from "cdktf-snowflake-mlops/aws";

/**
 * The development environment on AWS. Account and region are those of the AWS credentials in use, the Snowflake account is
 * the one that SNOWFLAKE_ORGANIZATION_NAME, SNOWFLAKE_ACCOUNT_NAME and SNOWFLAKE_USER name.
 */
export const awsDev: AwsEnvironmentProps = {
  name: "aws-dev",
  size: Size.DEV,
  tags: { environment: "dev" },
  // region: "eu-central-1",
  // state: { bucket: "my-terraform-state", region: "eu-central-1" },
  // A model that SQL scores: `import { irisEndpoint } from "../iris"`. MLOPS_MODEL_LOCATION and MLOPS_MODEL_IMAGE do the same.
  // endpoints: [
  //   {
  //     ...irisEndpoint("1/models/m-0123456789abcdef/artifacts"),
  //     image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/mlflow-pyfunc:3.17.2",
  //   },
  // ],
};
