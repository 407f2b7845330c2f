import { KEY_HEADER } from "../../mlflow/proxy/admission";

/** Header in which the gateway sends its key; the method proxy compares it. */
const GATEWAY_KEY_HEADER = KEY_HEADER.toLowerCase();

/** What the policy of the API is made of; values may be tokens. */
export interface PolicyValues {
  /** Tenant that issues the tokens. */
  readonly tenantId: string;
  /** Audience of the tokens. */
  readonly audience: string;
  /** Client ID of the only application that is allowed. */
  readonly clientId: string;
  /** Address of the servers, without a slash at the end. */
  readonly serverUrl: string;
  /** Display name of the named value that holds the gateway's key. */
  readonly keyName: string;
  /** Concurrent requests that are forwarded. */
  readonly requestBurst: number;
  readonly timeoutSeconds: number;
}

/** Credentials of a caller, which no server needs. */
const CREDENTIALS = ["Authorization", "Ocp-Apim-Subscription-Key"];

/**
 * The policy of the API. Tokens of Entra's version 1 have the issuer `sts.windows.net` and the claim `appid`; the caller's path and query
 * are appended to the servers' address. The backend section has no `base` element: with one, a request would be forwarded twice.
 *
 * The provider compares policies token by token, so that the order of elements and attributes is part of the text.
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-azure-ui-security-policy
 * @see https://learn.microsoft.com/en-us/azure/api-management/validate-jwt-policy
 */
export function policyXml(values: PolicyValues): string {
  const tenant = escaped(values.tenantId);
  const dropped = CREDENTIALS.map((name) => `    <set-header name="${name}" exists-action="delete" />`);
  return [
    "<policies>",
    "  <inbound>",
    "    <base />",
    '    <validate-jwt header-name="Authorization" failed-validation-httpcode="401" require-expiration-time="true" require-scheme="Bearer" require-signed-tokens="true">',
    `      <openid-config url="https://login.microsoftonline.com/${tenant}/.well-known/openid-configuration" />`,
    "      <audiences>",
    `        <audience>${escaped(values.audience)}</audience>`,
    "      </audiences>",
    "      <issuers>",
    `        <issuer>https://sts.windows.net/${tenant}/</issuer>`,
    "      </issuers>",
    "      <required-claims>",
    '        <claim name="appid" match="all">',
    `          <value>${escaped(values.clientId)}</value>`,
    "        </claim>",
    "      </required-claims>",
    "    </validate-jwt>",
    ...dropped,
    `    <set-header name="${GATEWAY_KEY_HEADER}" exists-action="override">`,
    `      <value>{{${escaped(values.keyName)}}}</value>`,
    "    </set-header>",
    `    <set-backend-service base-url="${escaped(values.serverUrl)}" />`,
    "  </inbound>",
    "  <backend>",
    `    <limit-concurrency key="mlflow" max-count="${values.requestBurst}">`,
    `      <forward-request timeout="${values.timeoutSeconds}" />`,
    "    </limit-concurrency>",
    "  </backend>",
    "  <outbound>",
    "    <base />",
    "  </outbound>",
    "  <on-error>",
    "    <base />",
    "  </on-error>",
    "</policies>",
  ].join("\n");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** A value as text of an element or an attribute. Tokens stay: Terraform puts IDs and host names in their place. */
function escaped(value: string): string {
  return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
