import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { ApiIntegration, Role, SnowflakePreviewFeatures, StorageIntegration, Workspace } from "../../src/snowflake";

export const URL = "https://abc123.execute-api.eu-west-1.amazonaws.com/dev/";
export const ROLE_ARN = "arn:aws:iam::123456789012:role/mlops-dev-snowflake";

/** An empty stack with the Snowflake provider. */
export function emptyStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "test");
  new SnowflakeProvider(stack, "Snowflake", { previewFeaturesEnabled: SnowflakePreviewFeatures.REQUIRED });
  return stack;
}

export function workspaceIn(stack: TerraformStack): Workspace {
  return new Workspace(stack, "Workspace", {
    databaseName: "MLOPS_DEV",
    schemaName: "MLFLOW",
    warehouseName: "MLOPS_DEV_WH",
  });
}

export function roleIn(stack: TerraformStack, name = "ANALYST"): Role {
  return new Role(stack, name, { name });
}

export function apiIn(stack: TerraformStack) {
  return ApiIntegration.aws(stack, "Api", { name: "MLOPS_DEV_API", url: URL, roleArn: ROLE_ARN });
}

export function storageIn(stack: TerraformStack) {
  return StorageIntegration.aws(stack, "Storage", {
    name: "MLOPS_DEV_STORAGE",
    roleArn: ROLE_ARN,
    allowedLocations: ["s3://mlops-dev-artifacts/mlflow/"],
    externalId: "1a2b3c",
  });
}
