import type { JWTPayload } from "jose";
import { jose } from "../../../jwt";
import type { Account } from "../../../simulator/account";
import { number, text, texts, UnknownElementError } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { ciKeys } from "../../ci-tokens";
import { accountOf } from "../arn";
import { all, byArn } from "../lookup";
import type { RequestContext } from "./conditions";
import { evaluate, type Identity, type Policy } from "./evaluate";
import { parsePolicy } from "./grammar";
import { RoleSession, simulatedPolicies } from "./sessions";

/** A refusal of AWS STS: `AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity`. */
export class StsError extends Error {
  constructor(
    public readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
    this.name = "StsError";
  }
}

/** A call of `AssumeRoleWithWebIdentity`. */
export interface WebIdentityRequest {
  readonly roleArn: string;
  readonly token: string;
  /** @default - 3600 */
  readonly durationSeconds?: number;
}

/**
 * The session that a token of a pipeline's job is exchanged for.
 * @throws StsError as STS would
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export async function assumeWithWebIdentity(account: Account, request: WebIdentityRequest): Promise<RoleSession> {
  const { roleArn, token, durationSeconds = 3600 } = request;
  const { issuer, subject, audience } = await verified(account, token);
  const role = byArn(account, ["aws_iam_role"], roleArn);
  // STS does not tell whether the role exists.
  if (role === undefined || !trusts(role, providerOf(account, issuer), { issuer, subject, audience }))
    throw new StsError("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity");
  if (durationSeconds > (number(role, "max_session_duration") ?? 3600))
    throw new StsError(
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  return new RoleSession(roleArn, "pipeline", simulatedPolicies(account, role), boundaryOf(account, role));
}

/** What a token says, or is said to say. */
export interface TokenClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/** Whether the trust policy of a role lets the bearer of a token in, whom the provider vouches for. */
export function trusts(role: Values, provider: Values | undefined, claims: TokenClaims): boolean {
  const roleArn = text(role, "arn") ?? "";
  const name = claims.issuer.replace(/^https:\/\//, "");
  const identity: Identity = { arn: "web identity", federatedBy: text(provider, "arn"), identityPolicies: [] };
  const context: RequestContext = {
    [`${name}:aud`]: claims.audience,
    [`${name}:sub`]: claims.subject,
    "sts:RoleSessionName": "pipeline",
    "aws:SecureTransport": "true",
  };
  const decision = evaluate({
    identity,
    action: "sts:AssumeRoleWithWebIdentity",
    resource: roleArn,
    account: accountOf(roleArn),
    resourcePolicy: parsePolicy(text(role, "assume_role_policy") ?? "", "trust"),
    context,
  });
  return decision === "allow";
}

/** The account's provider of an issuer. */
export function providerOf(account: Account, issuer: string): Values | undefined {
  return all(account, "aws_iam_openid_connect_provider").find(
    ({ url }) => String(url).replace(/^https:\/\//, "") === issuer.replace(/^https:\/\//, ""),
  );
}

async function verified(account: Account, token: string): Promise<TokenClaims> {
  const { decodeJwt, errors, jwtVerify } = jose();
  const { iss = "", aud, sub = "" } = decoded(token, decodeJwt);
  const provider = providerOf(account, iss);
  if (provider === undefined)
    throw new StsError("InvalidIdentityToken", `No OpenIDConnect provider found in your account for ${iss}`);
  const audiences = [aud ?? []].flat();
  const audience = texts(provider, "client_id_list").find((each) => audiences.includes(each));
  if (audience === undefined) throw new StsError("InvalidIdentityToken", "Incorrect token audience");
  try {
    await jwtVerify(token, ciKeys(iss).publicKey, {
      issuer: iss,
      algorithms: ["RS256"],
      requiredClaims: ["exp", "sub"],
    });
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new StsError("ExpiredTokenException", error.message);
    if (error instanceof errors.JOSEError) throw new StsError("InvalidIdentityToken", error.message);
    throw error;
  }
  return { issuer: iss, subject: sub, audience };
}

function decoded(token: string, decode: (token: string) => JWTPayload): JWTPayload {
  try {
    return decode(token);
  } catch (error) {
    throw new StsError("InvalidIdentityToken", `the token can't be read: ${String(error)}`);
  }
}

function boundaryOf(account: Account, role: Values): Policy | undefined {
  const arn = text(role, "permissions_boundary");
  if (arn === undefined) return undefined;
  const document = text(byArn(account, ["aws_iam_policy"], arn), "policy");
  if (document === undefined) throw new UnknownElementError(`the permissions boundary ${arn} is not simulated`);
  return parsePolicy(document, "identity");
}

/**
 * By which subject somebody gets in who owns none of the trusted ones: the policy names no subject, or a pattern that fits another one too.
 * @returns undefined when nobody does
 */
export function strangersSubject(role: Values, provider: Values): string | undefined {
  const issuer = text(provider, "url") ?? "";
  const policy = parsePolicy(text(role, "assume_role_policy") ?? "", "trust");
  const trusted = policy.flatMap(({ conditions }) =>
    conditions.filter(({ key }) => /:sub$/i.test(key)).flatMap(({ values }) => values),
  );
  const strangers = ["a-stranger", ...trusted.map((each) => each.replace(/\*/g, "a-stranger").replace(/\?/g, "x"))];
  return strangers
    .filter((subject) => !trusted.includes(subject))
    .find((subject) =>
      texts(provider, "client_id_list").some((audience) => trusts(role, provider, { issuer, subject, audience })),
    );
}
