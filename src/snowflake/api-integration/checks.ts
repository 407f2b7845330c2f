import type { CheckTable, Row } from "../../core/checks";
import { pattern, secret, shaped, that, type Rule } from "../../core/rules";
import { COMMENT, GCP_SERVICE_ACCOUNT, IDENTIFIER, ROLE_ARN, UUID } from "../rules";
import type {
  ApiIntegrationAttributes,
  ApiIntegrationProps,
  AwsApiIntegrationProps,
  AzureApiIntegrationProps,
  GcpApiIntegrationProps,
} from "./settings";

/** The provider joins the prefixes with commas when it reads them back. */
const URL: Rule = shaped(
  /^https:\/\/[^\s,'"?#]+\/$/,
  "begin with https://, end with / and contain no blank, comma, quote, ? or #",
  "Use for example https://<gateway>/<stage>/",
);

const SHARED: readonly Row<ApiIntegrationProps>[] = [
  { field: "name", rule: IDENTIFIER },
  COMMENT,
  { field: "url", rule: URL },
  {
    field: "apiKey",
    rule: secret(
      that(
        () => false,
        "not be a literal: it would be part of the synthesized JSON",
        "Use the value of a sensitive TerraformVariable, or another resource's attribute",
      ),
    ),
  },
];

/** Requirements on an integration with Amazon API Gateway. */
export const AWS: CheckTable<AwsApiIntegrationProps> = {
  rows: [
    ...SHARED,
    { field: "roleArn", rule: ROLE_ARN },
    {
      field: "url",
      rule: shaped(
        /^https:\/\/[^/]+\.execute-api\.[^/]+\.amazonaws\.com(\.cn)?\/[^/]+\//,
        "be the execute-api address of a REST API with its stage: Snowflake does not call custom domains",
        "Use https://<api id>.execute-api.<region>.amazonaws.com/<stage>/",
      ),
    },
  ],
};

/** Requirements on an integration with Azure API Management. */
export const AZURE: CheckTable<AzureApiIntegrationProps> = {
  rows: [...SHARED, { field: "tenantId", rule: UUID }, { field: "applicationId", rule: UUID }],
};

/** Requirements on an integration with Google Cloud API Gateway. */
export const GCP: CheckTable<GcpApiIntegrationProps> = {
  rows: [
    ...SHARED,
    {
      field: "audience",
      rule: pattern(
        /^[^\s/]+$/,
        "be the API's managed service: a host name without https:// and without a path",
        "Use the attribute managed_service of the API",
      ),
    },
    { field: "serviceAccount", rule: GCP_SERVICE_ACCOUNT },
  ],
};

/** Requirements on the attributes of an existing API integration. */
export const API_INTEGRATION_ATTRIBUTES: CheckTable<ApiIntegrationAttributes> = {
  rows: [
    { field: "integrationName", rule: IDENTIFIER },
    { field: "url", rule: URL },
  ],
};
