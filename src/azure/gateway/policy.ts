import { KEY_HEADER } from "../../mlflow/proxy/admission";
import { CREDENTIALS, escaped, tokenCheck, withoutHeaders, type TokenValues } from "./policy-parts";

/** Header in which the gateway sends its key; the method proxy compares it. */
const GATEWAY_KEY_HEADER = KEY_HEADER.toLowerCase();

/** What the policy of the API is made of; values may be tokens. */
export interface PolicyValues extends TokenValues {
  /** Address of the servers, without a slash at the end. */
  readonly serverUrl: string;
  /** Display name of the named value that holds the gateway's key. */
  readonly keyName: string;
  /** Concurrent requests that are forwarded. */
  readonly requestBurst: number;
  readonly timeoutSeconds: number;
}

/**
 * The policy of the API. Tokens of Entra's version 1 have the issuer `sts.windows.net` and the claim `appid`; the caller's path and query
 * are appended to the servers' address. The backend section has no `base` element: with one, a request would be forwarded twice.
 *
 * The provider compares policies token by token, so that the order of elements and attributes is part of the text.
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-azure-ui-security-policy
 * @see https://learn.microsoft.com/en-us/azure/api-management/validate-jwt-policy
 */
export function policyXml(values: PolicyValues): string {
  return [
    "<policies>",
    "  <inbound>",
    "    <base />",
    ...tokenCheck(values),
    ...withoutHeaders(CREDENTIALS),
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
