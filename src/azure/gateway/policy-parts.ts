/** Whose tokens a policy accepts; values may be tokens of CDKTF. */
export interface TokenValues {
  /** Tenant that issues the tokens. */
  readonly tenantId: string;
  /** Audience of the tokens. */
  readonly audience: string;
  /** Client ID of the only application that is allowed. */
  readonly clientId: string;
}

/** Credentials of a caller, which no server needs. */
export const CREDENTIALS = ["Authorization", "Ocp-Apim-Subscription-Key"];

/**
 * Accepts tokens of one application. Tokens of Entra's version 1 have the issuer `sts.windows.net` and the claim `appid`.
 * @see https://learn.microsoft.com/en-us/azure/api-management/validate-jwt-policy
 */
export function tokenCheck({ tenantId, audience, clientId }: TokenValues): string[] {
  const tenant = escaped(tenantId);
  return [
    '    <validate-jwt header-name="Authorization" failed-validation-httpcode="401" require-expiration-time="true" require-scheme="Bearer" require-signed-tokens="true">',
    `      <openid-config url="https://login.microsoftonline.com/${tenant}/.well-known/openid-configuration" />`,
    "      <audiences>",
    `        <audience>${escaped(audience)}</audience>`,
    "      </audiences>",
    "      <issuers>",
    `        <issuer>https://sts.windows.net/${tenant}/</issuer>`,
    "      </issuers>",
    "      <required-claims>",
    '        <claim name="appid" match="all">',
    `          <value>${escaped(clientId)}</value>`,
    "        </claim>",
    "      </required-claims>",
    "    </validate-jwt>",
  ];
}

/** Removes headers of the request. */
export function withoutHeaders(names: readonly string[]): string[] {
  return names.map((name) => `    <set-header name="${name}" exists-action="delete" />`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** A value as text of an element or an attribute. Tokens stay: Terraform puts IDs and host names in their place. */
export function escaped(value: string): string {
  return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
