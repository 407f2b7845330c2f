import { newKeys, signToken, type SigningKeys, type TokenDefect } from "../../../jwt";
import { needText, type Attributes } from "../../../simulator/readers";
import { BearerCaller } from "../../bearer";

/** Who issues the ID tokens of users and service accounts. */
export const GOOGLE = "https://accounts.google.com";

const keys = new Map<string, SigningKeys>();

/** The keys of an issuer: a service account's own, which Google publishes under its address, or Google's. */
export function keysOf(issuer: string): SigningKeys {
  let found = keys.get(issuer);
  if (found === undefined) keys.set(issuer, (found = newKeys()));
  return found;
}

const OF_ACCOUNT =
  /^https:\/\/www\.googleapis\.com\/(?:robot\/v1\/metadata\/(?:x509|jwk)|service_accounts\/v1\/jwk)\/([^/]+)$/;

/** The issuer whose keys an address holds; undefined for an address that holds none. */
export function issuerAt(address: string): string | undefined {
  if (address === "https://www.googleapis.com/oauth2/v3/certs") return GOOGLE;
  return OF_ACCOUNT.exec(address)?.[1];
}

/** A token to ask for. */
export interface TokenRequest {
  readonly issuer: string;
  /** Email of who calls. */
  readonly email: string;
  readonly audience: string;
  /** How it differs from one of the issuer's. @default - not at all */
  readonly defect?: TokenDefect;
}

export function tokenOf({ issuer, email, audience, defect }: TokenRequest): Promise<string> {
  const sub = issuer === GOOGLE ? `1${Buffer.from(email).toString("hex").replace(/\D/g, "").slice(0, 20)}` : email;
  return signToken({ iss: issuer, aud: audience, sub, azp: sub, email }, () => keysOf(issuer), defect);
}

/** A token that a service account signs with its own keys, as Snowflake's does. */
export function selfSigned(email: string, audience: string, defect?: TokenDefect): TokenRequest {
  return { issuer: email, email, audience, defect };
}

/** An ID token that Google makes for a user or a service account. */
export function idToken(email: string, audience: string): TokenRequest {
  return { issuer: GOOGLE, email, audience };
}

/** Somebody who calls the gateway, or the service behind it at its own address. */
export class GoogleCaller extends BearerCaller {
  constructor(name: string, request?: TokenRequest, isAround = false) {
    super(name, request && (() => tokenOf(request)), isAround);
  }
}

/** Email of the service account that Snowflake has for an API integration. */
export function snowflakeAccountOf(integration: Attributes): string {
  return needText(integration, "api_gcp_service_account", "snowflake_api_integration");
}

/** @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-gcp */
export function snowflakeCaller(integration: Attributes): GoogleCaller {
  const email = snowflakeAccountOf(integration);
  const audience = needText(integration, "google_audience", "snowflake_api_integration");
  return new GoogleCaller(email, selfSigned(email, audience));
}
