import type { JWTPayload } from "jose";
import { jose } from "../../../jwt";
import type { Account } from "../../../simulator/account";
import { UnknownElementError } from "../../../simulator/readers";
import { OTHER_TENANT, issuerOf, signingKeys } from "../identities/entra";
import { tenantId } from "../session";
import type { Element } from "../../../../inspect/rules/azure/api-management-xml";
import { Refused, childrenOf } from "./policy";

/**
 * Validates the token of a request as `validate-jwt` does.
 * @param header value of the header that holds the token
 * @throws Refused when it is not valid
 * @see https://learn.microsoft.com/en-us/azure/api-management/validate-jwt-policy
 */
export async function validateJwt(account: Account, element: Element, header: string | undefined): Promise<void> {
  const { attributes } = element;
  const refuse = (said: string, note = said): never => {
    const status = Number(attributes["failed-validation-httpcode"] ?? "401");
    throw new Refused(status, attributes["failed-validation-error-message"] ?? said, `validate-jwt: ${note}`);
  };
  const scheme = attributes["require-scheme"];
  const [, found, rest] = /^(\S+) (.*)$/.exec(header ?? "") ?? [];
  if (scheme !== undefined && found?.toLowerCase() !== scheme.toLowerCase()) refuse("JWT not present.");
  const token = rest ?? header;
  if (token === undefined || token === "") return refuse("JWT not present.");
  const { errors } = jose();
  try {
    const payload = await verify(account, element, token);
    const problem = claimProblem(element, payload);
    if (problem !== undefined) refuse(`${problem} Access denied.`);
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    refuse("Invalid JWT.", error.message);
  }
}

/** Signature, issuer, audience and times. */
async function verify(account: Account, element: Element, token: string): Promise<JWTPayload> {
  const { decodeProtectedHeader, errors, jwtVerify, UnsecuredJWT } = jose();
  const { attributes } = element;
  const isNeeded = (name: string) => attributes[name] !== "false";
  const documents = childrenOf(element, "openid-config").map((each) => trustedIssuer(account, each));
  const values = (list: string, name: string) =>
    childrenOf(element, list).flatMap((each) => childrenOf(each, name).map(({ text }) => text));
  // The issuer of the OpenID document counts beside those that are listed [inferred].
  const issuers = [...values("issuers", "issuer"), ...documents];
  const audiences = values("audiences", "audience");
  const options = {
    audience: audiences.length > 0 ? audiences : undefined,
    issuer: issuers.length > 0 ? issuers : undefined,
    clockTolerance: Number(attributes["clock-skew"] ?? "0"),
    requiredClaims: isNeeded("require-expiration-time") ? ["exp"] : [],
  };
  if (decodeProtectedHeader(token).alg === "none") {
    if (isNeeded("require-signed-tokens")) throw new errors.JWSInvalid("the token is not signed");
    return UnsecuredJWT.decode(token, options).payload;
  }
  const key = ({ kid }: { kid?: string }) => {
    const { id, publicKey } = signingKeys();
    if (documents.length > 0 && kid === id) return publicKey;
    throw new errors.JWKSNoMatchingKey("no signing key that is trusted has the token's key id");
  };
  return (await jwtVerify(token, key, { ...options, algorithms: ["RS256"] })).payload;
}

const DOCUMENT = /^https:\/\/login\.microsoftonline\.com\/([^/]+)\/(v2\.0\/)?\.well-known\/openid-configuration$/;

/** The issuer in the OpenID document of a tenant; Entra has one for each version of tokens. */
function trustedIssuer(account: Account, { attributes }: Element): string {
  const { url = "" } = attributes;
  const [, tenant, version] = DOCUMENT.exec(url) ?? [];
  if (tenant === undefined) throw new UnknownElementError(`the OpenID document ${url} is not simulated`);
  if (tenant !== tenantId(account) && tenant !== OTHER_TENANT)
    throw new UnknownElementError(`the OpenID document ${url} is not of the tenant ${tenantId(account)}`);
  return issuerOf(tenant, version === undefined ? 1 : 2);
}

function claimProblem(element: Element, payload: JWTPayload): string | undefined {
  for (const claim of childrenOf(element, "required-claims").flatMap((each) => childrenOf(each, "claim"))) {
    const { name = "", match = "all" } = claim.attributes;
    const given = payload[name];
    if (given === undefined) return `JWT token is missing the following claims: ${name}.`;
    const actual: unknown[] = Array.isArray(given) ? given : [given];
    const wanted = childrenOf(claim, "value").map(({ text }) => text);
    const holds = (value: string) => actual.some((each) => String(each) === value);
    const isMet = wanted.length === 0 || (match === "any" ? wanted.some(holds) : wanted.every(holds));
    if (!isMet) return `Claim ${name} value of ${actual.map(String).join(", ")} is not allowed.`;
  }
  return undefined;
}
