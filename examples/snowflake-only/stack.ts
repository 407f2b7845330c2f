import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TerraformOutput, TerraformStack } from "cdktf";
import {
  ArtifactStage,
  Role,
  SnowflakePreviewFeatures,
  StorageIntegration,
  Translator,
  Workspace,
} from "cdktf-snowflake-mlops/snowflake";
import type { Construct } from "constructs";

/** A bucket that exists, and the role that Snowflake will assume to read and write it. */
const BUCKET = "example-mlops-artifacts";
const ROLE_ARN = "arn:aws:iam::123456789012:role/example-mlops-storage";

/** The Snowflake constructs without a cloud platform: a workspace, a role, and a stage over your own bucket. */
export class SnowflakeOnlyStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Account, user and key come from SNOWFLAKE_ORGANIZATION_NAME, SNOWFLAKE_ACCOUNT_NAME, SNOWFLAKE_USER and so on.
    new SnowflakeProvider(this, "Snowflake", { previewFeaturesEnabled: SnowflakePreviewFeatures.REQUIRED });

    const workspace = new Workspace(this, "Workspace", {
      databaseName: "EXAMPLE_MLOPS",
      schemaName: "MLFLOW",
      warehouseName: "EXAMPLE_MLOPS_WH",
    });
    const analyst = new Role(this, "Analyst", { name: "EXAMPLE_ANALYST" });
    workspace.grantUsage(analyst);

    const storage = StorageIntegration.aws(this, "Storage", {
      name: "EXAMPLE_MLOPS_STORAGE",
      roleArn: ROLE_ARN,
      allowedLocations: [`s3://${BUCKET}/`],
    });
    const stage = new ArtifactStage(this, "Artifacts", {
      workspace,
      url: `s3://${BUCKET}/mlflow/`,
      integration: storage,
    });
    stage.grantUsage(analyst);

    const translator = new Translator(this, "FirstArgument", {
      workspace,
      name: "FIRST_ARGUMENT",
      body: "return { body: { value: EVENT.body.data[0][1] } };",
      comment: "Sends the first argument of a call",
    });
    translator.grantUsage(analyst);

    new TerraformOutput(this, "trusted_user", {
      value: storage.awsIamUserArn,
      description: `Principal of the trust policy of ${ROLE_ARN}`,
    });
    new TerraformOutput(this, "external_id", {
      value: storage.awsExternalId,
      description: "Its condition sts:ExternalId",
    });
    new TerraformOutput(this, "stage", { value: stage.fullyQualifiedName });
  }
}
