import type { Account } from "../../simulator/account";
import { CloudError, type ResourceRule, type Value, type Values } from "../../simulator/rule";
import { created, dropped, requireOwnership } from "./access";
import { checkRoleArn } from "./api-integration";
import { nameOf, requireFree } from "./catalog";
import { applicationName, consentUrl, identities, newExternalId } from "./identities";
import { isKnown, text, texts } from "./values";

// https://docs.snowflake.com/en/sql-reference/sql/create-storage-integration: the URL scheme of each storage provider.
const SCHEMES: Record<string, string> = {
  S3: "s3://",
  S3GOV: "s3gov://",
  S3CHINA: "s3china://",
  GCS: "gcs://",
  AZURE: "azure://",
};

/** Connects Snowflake to a bucket. */
export const storageIntegration: ResourceRule = {
  type: "snowflake_storage_integration",
  cites:
    "https://docs.snowflake.com/en/sql-reference/sql/create-storage-integration, pkg/resources/storage_integration.go of the provider",
  create(context) {
    const { account, values } = context;
    const name = nameOf("INTEGRATION", values);
    check(values);
    requireFree(account, "INTEGRATION", name);
    const who = identities(account);
    const provider = text(values, "storage_provider").toUpperCase();
    const onAws = provider.startsWith("S3");
    const onAzure = provider === "AZURE";
    values.storage_aws_iam_user_arn = onAws ? who.iamUserArn : null;
    values.storage_gcp_service_account = provider === "GCS" ? who.storageServiceAccount : null;
    values.azure_consent_url = onAzure ? consentUrl(text(values, "azure_tenant_id"), who.storageApplication) : null;
    values.azure_multi_tenant_app_name = onAzure ? applicationName(who.storageApplication) : null;
    generatedIds(account)[name] = onAws ? newExternalId(account) : "";
    values.id = text(values, "name");
    values.fully_qualified_name = name;
    describe(values, externalId(generatedIds(account)[name], values));
    created(context, "INTEGRATION", name);
  },
  update(context) {
    const { account, values } = context;
    const name = nameOf("INTEGRATION", values);
    requireOwnership(context, "INTEGRATION", name);
    check(values);
    describe(values, externalId(generatedIds(account)[name], values));
  },
  delete({ account, prior }) {
    dropped(account, "INTEGRATION", nameOf("INTEGRATION", prior));
  },
};

/** The external ids that Snowflake made, by the integration's quoted name. */
function generatedIds(account: Account): Record<string, string> {
  return account.memory<Record<string, string>>("snowflake:storage-external-ids", () => ({}));
}

/** The configured external id, or the one that Snowflake made. */
function externalId(generated: string | undefined, values: Values): string {
  return isKnown(values, "storage_aws_external_id") ? text(values, "storage_aws_external_id") : (generated ?? "");
}

function check(values: Values): void {
  const provider = text(values, "storage_provider").toUpperCase();
  const scheme = SCHEMES[provider];
  if (scheme === undefined) throw new CloudError(`unexpected provider ${provider}`, "storage_provider");
  if (provider.startsWith("S3")) {
    if (text(values, "storage_aws_role_arn") === "") {
      throw new CloudError("if you use the S3 storage provider you must specify a storage_aws_role_arn");
    }
    checkRoleArn(text(values, "storage_aws_role_arn"), "storage_aws_role_arn");
  }
  if (provider === "AZURE" && text(values, "azure_tenant_id") === "") {
    throw new CloudError("if you use the Azure storage provider you must specify an azure_tenant_id");
  }
  for (const list of ["storage_allowed_locations", "storage_blocked_locations"]) {
    for (const location of texts(values, list)) {
      if (location === "*" || location.startsWith(scheme)) continue;
      throw new CloudError(
        `Invalid storage location '${location}' for ${provider}: it must begin with ${scheme}`,
        list,
      );
    }
  }
}

/**
 * Reading back: lists are split at commas, and the external id that Snowflake made shows in `describe_output` alone; the
 * attribute `storage_aws_external_id` keeps what the configuration says (MIGRATION_GUIDE.md, v2.5.0).
 */
function describe(values: Values, external: string): void {
  for (const list of ["storage_allowed_locations", "storage_blocked_locations"]) {
    const items = texts(values, list);
    if (items.length > 0) values[list] = items.join(",").split(",");
  }
  const property = (name: string, value: string, type = "String"): Value => [{ name, type, value, default: "" }];
  values.describe_output = [
    {
      enabled: property("ENABLED", String(values.enabled ?? true), "Boolean"),
      storage_provider: property("STORAGE_PROVIDER", text(values, "storage_provider").toUpperCase()),
      storage_allowed_locations: property(
        "STORAGE_ALLOWED_LOCATIONS",
        texts(values, "storage_allowed_locations").join(","),
        "List",
      ),
      storage_blocked_locations: property(
        "STORAGE_BLOCKED_LOCATIONS",
        texts(values, "storage_blocked_locations").join(","),
        "List",
      ),
      storage_aws_iam_user_arn: property("STORAGE_AWS_IAM_USER_ARN", text(values, "storage_aws_iam_user_arn")),
      storage_aws_role_arn: property("STORAGE_AWS_ROLE_ARN", text(values, "storage_aws_role_arn")),
      storage_aws_object_acl: property("STORAGE_AWS_OBJECT_ACL", text(values, "storage_aws_object_acl")),
      storage_aws_external_id: property("STORAGE_AWS_EXTERNAL_ID", external),
      storage_gcp_service_account: property("STORAGE_GCP_SERVICE_ACCOUNT", text(values, "storage_gcp_service_account")),
      azure_consent_url: property("AZURE_CONSENT_URL", text(values, "azure_consent_url")),
      azure_multi_tenant_app_name: property("AZURE_MULTI_TENANT_APP_NAME", text(values, "azure_multi_tenant_app_name")),
      use_privatelink_endpoint: property("USE_PRIVATELINK_ENDPOINT", "false", "Boolean"),
      comment: property("COMMENT", text(values, "comment")),
    },
  ];
}
