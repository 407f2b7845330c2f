import type { CiRepositorySettings } from "cdktf-snowflake-mlops";
import type { AwsCiStackProps } from "cdktf-snowflake-mlops/aws";
import { policiesOf } from "./policies";

/** Name of the stack. */
export const awsCiName = "aws-ci";
/** The environments whose pipelines get roles on AWS. */
export const awsCiEnvironments = ["aws-dev", "aws-prod"];

const documents = (name: string, purpose: "plan" | "deploy") =>
  policiesOf(name, purpose).map((document) => JSON.stringify(document));

/**
 * The roles that pipelines assume on AWS. What they may do is what `mlops policy` wrote for each environment. Account and region are those
 * of the AWS credentials in use.
 */
export const awsCi = (repository: CiRepositorySettings): AwsCiStackProps => ({
  ...repository,
  name: awsCiName,
  environments: awsCiEnvironments.map((name) => ({
    name,
    planPolicies: documents(name, "plan"),
    deployPolicies: documents(name, "deploy"),
  })),
  // oidcProviderArn: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com", // if the account has it already
  // permissionsBoundaryArn: "arn:aws:iam::123456789012:policy/boundary",
});
