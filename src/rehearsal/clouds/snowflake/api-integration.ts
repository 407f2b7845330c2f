import { CloudError, type CreateContext, type ResourceRule, type Values } from "../../simulator/rule";
import { created, dropped, requireOwnership } from "./access";
import { nameOf, requireFree } from "./catalog";
import { applicationName, consentUrl, identities, newExternalId } from "./identities";
import { text, texts } from "./values";

const COMPUTED = [
  "api_aws_iam_user_arn",
  "api_aws_external_id",
  "azure_consent_url",
  "azure_multi_tenant_app_name",
  "api_gcp_service_account",
];

/** https://docs.snowflake.com/en/sql-reference/external-functions-creating-gcp-common-api-integration: the Gateway Base URL. */
const GATEWAY_HOST = /^https:\/\/[a-z][a-z0-9-]*-[a-z0-9]+\.[a-z0-9]+\.gateway\.dev(\/|$)/;

/** Connects Snowflake to an HTTPS gateway; Snowflake's side of the trust are its computed attributes. */
export const apiIntegration: ResourceRule = {
  type: "snowflake_api_integration",
  cites:
    "https://docs.snowflake.com/en/sql-reference/sql/create-api-integration, pkg/resources/api_integration.go of the provider",
  create(context) {
    const { account, values } = context;
    const name = nameOf("INTEGRATION", values);
    checkApiIntegration(values);
    requireFree(account, "INTEGRATION", name);
    setIdentities(context);
    values.id = text(values, "name");
    values.fully_qualified_name = name;
    created(context, "INTEGRATION", name);
  },
  update(context) {
    requireOwnership(context, "INTEGRATION", nameOf("INTEGRATION", context.values));
    checkApiIntegration(context.values);
    asReadBack(context.values);
  },
  read({ values }) {
    asReadBack(values);
  },
  delete({ account, prior }) {
    dropped(account, "INTEGRATION", nameOf("INTEGRATION", prior));
  },
};

/** What CREATE and ALTER API INTEGRATION refuse. */
export function checkApiIntegration(values: Values): void {
  const provider = text(values, "api_provider");
  const needs = (attribute: string, cloud: string) => {
    if (text(values, attribute) !== "") return;
    throw new CloudError(`if you use ${cloud} api provider you must specify an ${attribute}`, attribute);
  };
  if (provider.startsWith("aws")) {
    needs("api_aws_role_arn", "AWS");
    checkRoleArn(text(values, "api_aws_role_arn"), "api_aws_role_arn");
  }
  if (provider === "azure_api_management") {
    needs("azure_tenant_id", "the Azure");
    needs("azure_ad_application_id", "the Azure");
  }
  if (provider === "google_api_gateway") needs("google_audience", "GCP");
  for (const list of ["api_allowed_prefixes", "api_blocked_prefixes"]) {
    for (const prefix of texts(values, list)) {
      // Documented as "HTTPS proxy service endpoints"; Snowflake's wording of the refusal is not.
      if (!prefix.startsWith("https://"))
        throw new CloudError(`${list} holds '${prefix}', which is no https:// URL`, list);
      // Not verified: that Snowflake looks at the host. Its guide has no other than a gateway's, and no prefix of a host.
      if (provider === "google_api_gateway" && !GATEWAY_HOST.test(prefix))
        throw new CloudError(
          `${list} holds '${prefix}', which is not https://<gateway>-<hash>.<region code>.gateway.dev/`,
          list,
        );
    }
  }
}

export function checkRoleArn(arn: string, attribute: string): void {
  if (/^arn:aws(-us-gov|-cn)?:iam::\d{12}:role\/.+$/.test(arn)) return;
  throw new CloudError(`'${arn}' is not the ARN of an IAM role`, attribute);
}

function setIdentities({ account, values }: Pick<CreateContext, "account" | "values">): void {
  const who = identities(account);
  const provider = text(values, "api_provider");
  for (const attribute of COMPUTED) values[attribute] = null;
  if (provider.startsWith("aws")) {
    values.api_aws_iam_user_arn = who.iamUserArn;
    values.api_aws_external_id = newExternalId(account);
  } else if (provider === "azure_api_management") {
    values.azure_consent_url = consentUrl(text(values, "azure_tenant_id"), who.apiApplication);
    values.azure_multi_tenant_app_name = applicationName(who.apiApplication);
  } else if (provider === "google_api_gateway") {
    // The attribute can be configured but is never sent: what is read back is always Snowflake's own account.
    values.api_gcp_service_account = who.apiServiceAccount;
  }
  asReadBack(values);
}

/** The provider reads the lists back by splitting at commas. */
export function asReadBack(values: Values): void {
  for (const list of ["api_allowed_prefixes", "api_blocked_prefixes"]) {
    const items = texts(values, list);
    if (items.length > 0) values[list] = items.join(",").split(",");
  }
}

/** Makes an integration that SQL created, as if by the resource. */
export function createFromSql(context: CreateContext, values: Values): void {
  checkApiIntegration(values);
  requireFree(context.account, "INTEGRATION", nameOf("INTEGRATION", values));
  setIdentities({ account: context.account, values });
  values.id = text(values, "name");
  values.fully_qualified_name = nameOf("INTEGRATION", values);
  context.account.put("snowflake_api_integration", text(values, "id"), values);
  created({ ...context, type: "snowflake_api_integration" }, "INTEGRATION", nameOf("INTEGRATION", values));
}
