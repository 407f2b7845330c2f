import type { JWTPayload } from "jose";
import { jose } from "../../../jwt";
import { UnknownElementError } from "../../../simulator/readers";
import type { Issuer } from "../api-gateway/document";
import { issuerAt, keysOf } from "../identities/tokens";

/** A refusal of the gateway itself. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/** Who calls: what the token says. */
export type Authenticated = { readonly payload: JWTPayload } | Refusal;

/**
 * The tokens of a request. ESPv2 takes them from three places.
 * @see https://cloud.google.com/api-gateway/docs/authenticating-users-jwt
 */
export function tokensOf(headers: Readonly<Record<string, string>>, query: string): string[] {
  const [, bearer] = /^Bearer (.+)$/.exec(headers.authorization ?? "") ?? [];
  const found = [bearer, headers["x-goog-iap-jwt-assertion"], new URLSearchParams(query).get("access_token")];
  return found.filter((each): each is string => typeof each === "string" && each !== "");
}

/** Checks a token as Envoy's filter does, in its order and with its words. Not verified: both on the managed gateway. */
async function verify(token: string, allowed: readonly Issuer[], service: string): Promise<Authenticated> {
  const { decodeJwt, decodeProtectedHeader, jwtVerify, errors } = jose();
  let claimed: JWTPayload;
  try {
    claimed = decodeJwt(token);
  } catch {
    return { status: 401, message: "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections" };
  }
  const issuer = allowed.find((each) => each.issuer === claimed.iss);
  if (issuer === undefined) return { status: 401, message: "Jwt issuer is not configured" };
  if ((claimed.exp ?? 0) * 1000 < Date.now()) return { status: 401, message: "Jwt is expired" };
  // Without audiences of its own, a definition takes the address of the API alone.
  const audiences = issuer.audiences.length > 0 ? issuer.audiences : [`https://${service}`];
  const given = [claimed.aud ?? []].flat();
  if (!given.some((each) => audiences.includes(each)))
    return { status: 403, message: "Audiences in Jwt are not allowed" };
  if (decodeProtectedHeader(token).alg === "none") return { status: 401, message: "Jwt header [alg] is not supported" };
  const of = issuer.keys === undefined ? undefined : issuerAt(issuer.keys);
  if (of === undefined)
    throw new UnknownElementError(
      `x-google-jwks_uri ${issuer.keys ?? "(not set)"}: only Google's own addresses are simulated`,
    );
  const { id, publicKey } = keysOf(of);
  if (decodeProtectedHeader(token).kid !== id)
    return { status: 401, message: "Jwks doesn't have key to match kid or alg from Jwt" };
  try {
    return { payload: (await jwtVerify(token, publicKey, { algorithms: ["RS256"] })).payload };
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return { status: 401, message: "Jwt verification fails" };
  }
}

/**
 * Whether a request may pass: one of the requirements, and each token of it. An operation without any is open to everybody.
 * @param service the API's managed service
 */
export async function authenticate(
  tokens: readonly string[],
  security: readonly (readonly Issuer[])[],
  service: string,
): Promise<Authenticated | undefined> {
  if (security.length === 0 || security.some((each) => each.length === 0)) return undefined;
  if (security.some((each) => each.length > 1))
    throw new UnknownElementError("a requirement of two security definitions at once is not simulated");
  let last: Authenticated = { status: 401, message: "Jwt is missing" };
  for (const token of tokens) {
    last = await verify(token, security.flat(), service);
    if ("status" in last) return last;
  }
  return last;
}
