import { Fn, TerraformVariable, Token } from "cdktf";
import { ApiIntegration, ArtifactStage, AwsApiProvider, StorageIntegration } from "../../src/snowflake";
import { apiIn, emptyStack, ROLE_ARN, roleIn, storageIn, URL, workspaceIn } from "./fixture";
import { addressOf, all, one, resolved, synthesized } from "./synthesized";

const TENANT = "11111111-2222-3333-4444-555555555555";

test("an AWS API integration allows its URL alone and hands on what the role's trust policy needs", () => {
  const stack = emptyStack();
  const api = apiIn(stack);
  expect(one(stack, "snowflake_api_integration")).toEqual({
    name: "MLOPS_DEV_API",
    api_provider: "aws_api_gateway",
    api_aws_role_arn: ROLE_ARN,
    api_allowed_prefixes: [URL],
    enabled: true,
  });
  const address = addressOf(stack, "snowflake_api_integration");
  expect([resolved(stack, api.awsIamUserArn), resolved(stack, api.awsExternalId)]).toEqual([
    `\${${address}.api_aws_iam_user_arn}`,
    `\${${address}.api_aws_external_id}`,
  ]);
});

test("an API integration may be made before the deploy knows the gateway and the account", () => {
  const stack = emptyStack();
  const account = new TerraformVariable(stack, "account", { type: "string" }).stringValue;
  ApiIntegration.aws(stack, "Api", {
    name: "API",
    roleArn: `arn:aws:iam::${account}:role/mlops`,
    url: `https://${account}.execute-api.${Token.asString(Fn.lower("EU"))}.amazonaws.com/dev/`,
    provider: AwsApiProvider.PRIVATE,
  });
  expect(one(stack, "snowflake_api_integration")).toMatchObject({
    api_provider: "aws_private_api_gateway",
    api_aws_role_arn: "arn:aws:iam::${var.account}:role/mlops",
  });
});

test("what begins with something that only the deploy knows is not refused", () => {
  const stack = emptyStack();
  const gateway = new TerraformVariable(stack, "gateway", { type: "string" }).stringValue;
  const api = { integrationName: "API", url: `${gateway}/` };
  expect(ApiIntegration.fromApiIntegrationAttributes(stack, "Api", api).url).toBe(api.url);
  StorageIntegration.aws(stack, "S", { name: "S", roleArn: gateway, allowedLocations: [`s3://${gateway}/`] });
  expect(one(stack, "snowflake_storage_integration")).toMatchObject({
    storage_aws_role_arn: "${var.gateway}",
    storage_allowed_locations: ["s3://${var.gateway}/"],
  });
});

test("an Azure API integration hands on the consent that a person gives", () => {
  const stack = emptyStack();
  const api = ApiIntegration.azure(stack, "Api", {
    name: "API",
    url: "https://mlops.azure-api.net/",
    tenantId: TENANT,
    applicationId: TENANT,
  });
  expect(one(stack, "snowflake_api_integration")).toMatchObject({
    api_provider: "azure_api_management",
    azure_tenant_id: TENANT,
    azure_ad_application_id: TENANT,
  });
  expect(resolved(stack, api.consentUrl)).toMatch(/\.azure_consent_url}$/);
});

test("a GCP API integration never sends the service account that Snowflake chooses", () => {
  const stack = emptyStack();
  const api = ApiIntegration.gcp(stack, "Api", {
    name: "API",
    url: "https://mlops-x.ew.gateway.dev/",
    audience: "mlops-x.apigateway.project.cloud.goog",
  });
  const block = one(stack, "snowflake_api_integration");
  expect(block).toMatchObject({ google_audience: "mlops-x.apigateway.project.cloud.goog" });
  expect(block).not.toHaveProperty("api_gcp_service_account");
  expect(resolved(stack, api.gcpServiceAccount)).toMatch(/\.api_gcp_service_account}$/);
});

test("an API key comes from a sensitive variable, never from the program", () => {
  const stack = emptyStack();
  const key = new TerraformVariable(stack, "key", { type: "string", sensitive: true });
  ApiIntegration.aws(stack, "Api", { name: "API", url: URL, roleArn: ROLE_ARN, apiKey: key.stringValue });
  expect(one(stack, "snowflake_api_integration")).toMatchObject({ api_key: "${var.key}" });
});

test("an external id of one's own is sent and handed on as it is", () => {
  const stack = emptyStack();
  const storage = storageIn(stack);
  expect(one(stack, "snowflake_storage_integration")).toEqual({
    name: "MLOPS_DEV_STORAGE",
    storage_provider: "S3",
    storage_aws_role_arn: ROLE_ARN,
    storage_aws_external_id: "1a2b3c",
    storage_allowed_locations: ["s3://mlops-dev-artifacts/mlflow/"],
    enabled: true,
  });
  expect(storage.awsExternalId).toBe("1a2b3c");
});

test("an external id of Snowflake's is read from the description, as the attribute stays empty", () => {
  const stack = emptyStack();
  const storage = StorageIntegration.aws(stack, "Storage", {
    name: "S",
    roleArn: ROLE_ARN,
    allowedLocations: ["s3://b/"],
  });
  expect(resolved(stack, storage.awsExternalId)).toBe(
    `\${${addressOf(stack, "snowflake_storage_integration")}.describe_output[0].storage_aws_external_id[0].value}`,
  );
});

test("Azure and GCP storage integrations hand on Snowflake's identity there", () => {
  const stack = emptyStack();
  const azure = StorageIntegration.azure(stack, "Azure", {
    name: "A",
    tenantId: TENANT,
    allowedLocations: ["azure://mlops.blob.core.windows.net/artifacts/"],
  });
  const gcp = StorageIntegration.gcp(stack, "Gcp", { name: "G", allowedLocations: ["gcs://mlops/artifacts/"] });
  expect(all(stack, "snowflake_storage_integration").map((block) => block.storage_provider)).toEqual(["AZURE", "GCS"]);
  expect(resolved(stack, azure.multiTenantAppName)).toMatch(/\.azure_multi_tenant_app_name}$/);
  expect(resolved(stack, gcp.gcpServiceAccount)).toMatch(/\.storage_gcp_service_account}$/);
});

test("the artifact stage has its URL and integration, and none of what the provider reads back in another spelling", () => {
  const stack = emptyStack();
  new ArtifactStage(stack, "Stage", {
    workspace: workspaceIn(stack),
    url: "s3://mlops-dev-artifacts/mlflow/",
    integration: storageIn(stack),
  });
  expect(one(stack, "snowflake_stage")).toEqual({
    database: `\${${addressOf(stack, "snowflake_database")}.name}`,
    schema: `\${${addressOf(stack, "snowflake_schema")}.name}`,
    name: "MLFLOW_ARTIFACT_STAGE",
    url: "s3://mlops-dev-artifacts/mlflow/",
    storage_integration: `\${${addressOf(stack, "snowflake_storage_integration")}.name}`,
  });
});

test("usage of integrations and stages is granted as INTEGRATION and STAGE", () => {
  const stack = emptyStack();
  const role = roleIn(stack);
  const storage = storageIn(stack);
  apiIn(stack).grantUsage(role);
  storage.grantUsage(role);
  new ArtifactStage(stack, "Stage", {
    workspace: workspaceIn(stack),
    url: "s3://mlops-dev-artifacts/mlflow/models/",
    integration: storage,
  }).grantUsage(role);
  const grants = all(stack, "snowflake_grant_privileges_to_account_role");
  const on = grants.map((grant) => grant.on_account_object ?? grant.on_schema_object);
  expect(on).toHaveLength(3);
  for (const [object_type, attribute] of [
    ["INTEGRATION", `\${${addressOf(stack, "snowflake_api_integration")}.fully_qualified_name}`],
    ["INTEGRATION", `\${${addressOf(stack, "snowflake_storage_integration")}.fully_qualified_name}`],
    ["STAGE", `\${${addressOf(stack, "snowflake_stage")}.fully_qualified_name}`],
  ])
    expect(on).toContainEqual({ object_type, object_name: attribute });
});

test("integrations and stages that exist are used by their names, and nothing is made", () => {
  const stack = emptyStack();
  const api = ApiIntegration.fromApiIntegrationAttributes(stack, "Api", { integrationName: "API", url: URL });
  const storage = StorageIntegration.fromStorageIntegrationAttributes(stack, "Storage", { integrationName: "S" });
  const before = Object.keys(synthesized(stack).resource);
  expect([api.integrationName, api.url, storage.integrationName]).toEqual(["API", URL, "S"]);
  expect(before).toEqual([]);
  const stage = ArtifactStage.fromArtifactStageAttributes(stack, "Stage", { workspace: workspaceIn(stack) });
  stage.grantUsage(roleIn(stack));
  api.grantUsage(roleIn(stack, "OTHER"));
  expect(one(stack, "snowflake_warehouse").name).toBe("MLOPS_DEV_WH");
  expect(
    all(stack, "snowflake_grant_privileges_to_account_role").map((grant) => grant.on_account_object),
  ).toContainEqual({ object_type: "INTEGRATION", object_name: '"API"' });
});
