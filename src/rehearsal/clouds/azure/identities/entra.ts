import { createHash } from "node:crypto";
import { newKeys, signToken, type SigningKeys, type TokenDefect } from "../../../jwt";
import type { Account } from "../../../simulator/account";
import { needText, type Attributes } from "../../../simulator/readers";
import { SqlError } from "../../../snowflake/errors";
import { tokenVersion } from "../entra/applications";
import { BearerCaller } from "../../bearer";
import { problemOf } from "../../problems";
import { select } from "../ids";
import { tenantId } from "../session";
import problems from "./problems.json";

/** A tenant that is never the simulated one. */
export const OTHER_TENANT = "ffffeeee-5555-dddd-6666-cccc7777bbbb";

let shared: SigningKeys | undefined;

/** The keys that sign for every tenant: as with the real Entra, the issuer alone tells whose token it is. */
export function signingKeys(): SigningKeys {
  return (shared ??= newKeys());
}

/** Who asks for a token, and for what. */
export interface TokenRequest {
  readonly tenant: string;
  /** Client id of the application that asks. */
  readonly client: string;
  /** Object id of who is signed in: the application's principal, or a user. */
  readonly subject: string;
  /** Client id of the resource's application. */
  readonly audience: string;
  readonly version: number;
  /** Claims besides, such as a user's. */
  readonly claims?: Readonly<Record<string, string>>;
  /** How the token differs from one of Entra's. @default - not at all */
  readonly defect?: TokenDefect;
}

/** Who issues a tenant's tokens of a version. */
export function issuerOf(tenant: string, version: number): string {
  return version === 1 ? `https://sts.windows.net/${tenant}/` : `https://login.microsoftonline.com/${tenant}/v2.0`;
}

/**
 * An access token.
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference
 */
export function issueToken(request: TokenRequest): Promise<string> {
  const { tenant, client, subject, audience, version, claims, defect } = request;
  const who: Record<string, string> = version === 1 ? { appid: client, appidacr: "1" } : { azp: client, azpacr: "1" };
  const payload = {
    ...{ iss: issuerOf(tenant, version), aud: audience, ...who },
    ...{ oid: subject, sub: subject, tid: tenant, ver: `${version}.0` },
    ...claims,
  };
  return signToken(payload, signingKeys, defect);
}

/** Somebody who calls with an access token of Entra's. */
export function tokenCaller(name: string, request: TokenRequest): BearerCaller {
  return new BearerCaller(name, () => issueToken(request));
}

/** Whoever calls without a token. */
export const ANONYMOUS = new BearerCaller("an anonymous caller");

/** Whether an administrator of the tenant has accepted Snowflake's application: a rehearsal takes it as given until a test says otherwise. */
export function consent(account: Account): { isGiven: boolean } {
  return account.memory("azure:consent", () => ({ isGiven: true }));
}

/** An object id that always is the same for a client id and a tenant. */
export function principalOf(tenant: string, client: string): string {
  const hex = createHash("sha256").update(`${tenant}:${client}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What Snowflake asks Entra for. */
export function snowflakeRequest(account: Account, integration: Attributes): TokenRequest {
  const [consentUrl, tenant, audience] = ["azure_consent_url", "azure_tenant_id", "azure_ad_application_id"].map(
    (name) => needText(integration, name, "snowflake_api_integration"),
  ) as [string, string, string];
  // The client id of Snowflake's application, which only the consent URL shows.
  const client = new URL(consentUrl).searchParams.get("client_id") ?? "";
  const [application = {}] = select(account, "azuread_application", { client_id: audience });
  return { tenant, client, subject: principalOf(tenant, client), audience, version: tokenVersion(application) };
}

/**
 * The token that Snowflake gets for an API integration, with its own application's identity.
 * @throws SqlError when Entra issues none
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-azure-common-api-integration-proxy-link
 */
export function snowflakeCaller(account: Account, integration: Attributes): BearerCaller {
  const request = snowflakeRequest(account, integration);
  const { tenant, client, subject, audience } = request;
  const problem = problemOf(problems, {
    ...{
      tenant,
      client,
      audience,
      application: select(account, "azuread_application", { client_id: audience })[0] ?? null,
    },
    principal: select(account, "azuread_service_principal", { client_id: audience })[0] ?? null,
    is_known: tenant === tenantId(account),
    is_consented: consent(account).isGiven,
    is_assigned: select(account, "azuread_app_role_assignment", { principal_object_id: subject }).length > 0,
  });
  if (problem !== undefined)
    throw new SqlError(`Failed to obtain Azure active directory access token. (${problem.error})`);
  return tokenCaller(`application ${client}`, request);
}
