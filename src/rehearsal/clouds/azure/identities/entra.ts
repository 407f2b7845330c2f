import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { SignJWT, UnsecuredJWT } from "jose";
import type { Account } from "../../../simulator/account";
import { block, isTrue, needText, number, text, type Attributes } from "../../../simulator/readers";
import { SqlError } from "../../../snowflake/errors";
import type { Caller } from "../../../snowflake/gateway";
import { tenantId } from "../session";

/**
 * Object id, in the simulated tenant, of the principal of Snowflake's storage integrations. A rehearsal shows the storage leg of a stack
 * that names it in `snowflakeStoragePrincipalId`; in a real tenant the id is another one.
 */
export const SNOWFLAKE_STORAGE_PRINCIPAL = "5a0f1a4e-0000-4000-a000-57025a6e0001";

/** A tenant that is never the simulated one. */
export const OTHER_TENANT = "ffffeeee-5555-dddd-6666-cccc7777bbbb";

interface SigningKeys {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

function newKeys(): SigningKeys {
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const id = createHash("sha1")
    .update(pair.publicKey.export({ type: "spki", format: "der" }))
    .digest("base64url");
  return { id, ...pair };
}

let shared: SigningKeys | undefined;

/** The keys that sign for every tenant: as with the real Entra, the issuer alone tells whose token it is. */
export function signingKeys(): SigningKeys {
  return (shared ??= newKeys());
}

/** Versions of access tokens: the resource's application decides, not the endpoint that was asked. */
export type TokenVersion = 1 | 2;

/** Who asks for a token, and for what. */
export interface TokenRequest {
  readonly tenant: string;
  /** Client id of the application that asks. */
  readonly client: string;
  /** Object id of who is signed in: the application's principal, or a user. */
  readonly subject: string;
  /** Client id of the resource's application. */
  readonly audience: string;
  readonly version: TokenVersion;
  /** Claims besides, such as a user's. */
  readonly claims?: Readonly<Record<string, string>>;
  /** How the token differs from one of Entra's. @default - not at all */
  readonly defect?: "unsigned" | "expired" | "foreign key";
}

/** Who issues a tenant's tokens of a version. */
export function issuerOf(tenant: string, version: TokenVersion): string {
  return version === 1 ? `https://sts.windows.net/${tenant}/` : `https://login.microsoftonline.com/${tenant}/v2.0`;
}

/**
 * An access token.
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference
 */
export async function issueToken(request: TokenRequest): Promise<string> {
  const { tenant, client, subject, audience, version, claims, defect } = request;
  const now = Math.floor(Date.now() / 1000) - (defect === "expired" ? 7_200 : 0);
  const who = version === 1 ? { appid: client, appidacr: "1" } : { azp: client, azpacr: "1" };
  const payload = {
    ...{ iss: issuerOf(tenant, version), aud: audience, iat: now, nbf: now, exp: now + 3_600 },
    ...who,
    ...{ oid: subject, sub: subject, tid: tenant, ver: `${version}.0` },
    ...claims,
  };
  if (defect === "unsigned") return new UnsecuredJWT(payload).encode();
  const keys = defect === "foreign key" ? newKeys() : signingKeys();
  const header = { alg: "RS256", typ: "JWT", kid: keys.id };
  return new SignJWT(payload).setProtectedHeader(header).sign(keys.privateKey);
}

/** Somebody who calls with an access token. */
export class TokenCaller implements Caller {
  constructor(
    public readonly name: string,
    private readonly request: TokenRequest,
  ) {}

  /** A new token: as each is short-lived, none is kept. */
  public token(): Promise<string> {
    return issueToken(this.request);
  }
}

/** Whoever calls without a token. */
export const ANONYMOUS: Caller = { name: "anonymous" };

const REFUSED = "Failed to obtain Azure active directory access token.";

interface Consent {
  isGiven: boolean;
}

/** Whether an administrator of the tenant has accepted Snowflake's application: a rehearsal takes it as given until a test says otherwise. */
export function consent(directory: Account): Consent {
  return directory.memory<Consent>("azure:consent", () => ({ isGiven: true }));
}

/** The client id of Snowflake's application, which only the consent URL shows. */
export function snowflakeClient(integration: Attributes): string {
  const url = needText(integration, "azure_consent_url", "snowflake_api_integration");
  return new URL(url).searchParams.get("client_id") ?? "";
}

/** An object id that always is the same for a client id and a tenant. */
export function principalOf(tenant: string, client: string): string {
  const hex = createHash("sha256").update(`${tenant}:${client}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Which version of tokens a resource's application gets.
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/reference-microsoft-graph-app-manifest
 */
export function tokenVersion(directory: Account, audience: string): TokenVersion {
  const application = applicationOf(directory, audience);
  const version =
    number(block(application, "api"), "requested_access_token_version") ??
    number(application, "requested_access_token_version");
  return version === 2 ? 2 : 1;
}

function applicationOf(directory: Account, client: string) {
  return ["azuread_application", "azuread_application_registration"]
    .flatMap((type) => directory.list(type))
    .find(({ values }) => values.client_id === client)?.values;
}

/**
 * The token that Snowflake gets for an API integration, with its own application's identity.
 * @throws SqlError when Entra issues none
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-azure-common-api-integration-proxy-link
 */
export function snowflakeCaller(directory: Account, integration: Attributes): TokenCaller {
  const fail = (reason: string): never => {
    throw new SqlError(`${REFUSED} (${reason})`);
  };
  const tenant = needText(integration, "azure_tenant_id", "snowflake_api_integration");
  const audience = needText(integration, "azure_ad_application_id", "snowflake_api_integration");
  const client = snowflakeClient(integration);
  if (tenant !== tenantId(directory)) fail(`AADSTS90002: Tenant '${tenant}' not found`);
  if (!consent(directory).isGiven)
    fail(`AADSTS7000229: The client application ${client} is missing service principal in the tenant ${tenant}`);
  const application = applicationOf(directory, audience);
  const principal = directory
    .list("azuread_service_principal")
    .find(({ values }) => values.client_id === audience)?.values;
  if (application === undefined || principal === undefined)
    fail(`AADSTS500011: The resource principal named ${audience} was not found in the tenant named ${tenant}`);
  if ((text(application, "sign_in_audience") ?? "AzureADMyOrg") !== "AzureADMyOrg")
    fail("500: the application must be of a single tenant, sign_in_audience AzureADMyOrg");
  if (principal?.account_enabled === false)
    fail(`AADSTS500014: The service principal for resource '${audience}' is disabled`);
  const subject = principalOf(tenant, client);
  const isAssigned = directory
    .list("azuread_app_role_assignment")
    .some(({ values }) => values.principal_object_id === subject);
  if (isTrue(principal, "app_role_assignment_required") && !isAssigned)
    fail(`AADSTS501051: Application '${client}' is not assigned to a role for the application '${audience}'`);
  const version = tokenVersion(directory, audience);
  return new TokenCaller(`application ${client}`, { tenant, client, subject, audience, version });
}
