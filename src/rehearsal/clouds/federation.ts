import type { JWTPayload } from "jose";
import { jose } from "../jwt";
import type { Values } from "../simulator/value";
import { ciIntruders, ciIntrudersByClaims, ciKeys, sharedSubject, type CiToken, type CiTrust } from "./ci-tokens";
import type { Attempt } from "./cloud";

const PLANS = "a job that only plans";

/** An identity that a cloud gives to jobs of pipelines, for a token of theirs. */
export interface Federated {
  readonly identity: Values;
  /** The one job that it trusts. @default - more than one */
  readonly trust?: CiTrust | undefined;
  /** What trusts more than one. */
  readonly openBy?: string;
  /** Whether claims besides the subject decide, too. @default false */
  readonly comparesClaims?: boolean;
  /** Whether a token is exchanged for one of an identity. */
  exchange(identity: Values, token: CiToken): Promise<boolean>;
}

/** How a cloud federates. */
export interface Federation {
  readonly federated: readonly Federated[];
  /** `google_service_account`. */
  readonly type: string;
  nameOf(identity: Values): string;
  /** What lets in a job: `a grant that admits`. */
  readonly by: string;
  /** What lets an identity change the platform; undefined when nothing does. */
  writesBy(identity: Values): string | undefined;
}

/** The claims of a job's token; undefined when it is not one of the issuer's for the audience, and the subject where one is given. */
export async function verified(
  token: string,
  { issuer, ...claims }: { readonly issuer: string; readonly audience: string | string[]; readonly subject?: string },
): Promise<JWTPayload | undefined> {
  const { errors, jwtVerify } = jose();
  try {
    return (await jwtVerify(token, ciKeys(issuer).publicKey, { issuer, ...claims, algorithms: ["RS256"] })).payload;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return undefined;
  }
}

/** Jobs that get an identity which they must not get, and what those that only plan may write. */
export async function federationAttempts(federation: Federation): Promise<Attempt[]> {
  const { federated, nameOf, writesBy } = federation;
  const isFor = (purpose: string) => (each: Federated) => nameOf(each.identity).endsWith(`-${purpose}`);
  const plans = federated.filter(isFor("plan"));
  const deploys = [...new Set(federated.filter(isFor("deploy")).map(({ identity }) => identity))];
  const jobs = federated.map((each) => jobAttempts(federation, each));
  const crosses = plans.flatMap((each) => deploys.map((deploy) => crossAttempts(federation, each, deploy)));
  const writers = [...new Set(plans.map(({ identity }) => identity))].map((identity) => ({
    who: PLANS,
    target: `writing, as ${nameOf(identity)}`,
    by: writesBy(identity),
  }));
  return [...(await Promise.all([...jobs, ...crosses])).flat(), ...writers];
}

async function jobAttempts({ type, nameOf, by }: Federation, each: Federated): Promise<Attempt[]> {
  const { identity, trust, openBy, comparesClaims = false } = each;
  const target = `${type} ${nameOf(identity)}`;
  if (trust === undefined) return [{ who: "every job that the pool admits", target, by: openBy }];
  return Promise.all(
    [...ciIntruders(trust), ...(comparesClaims ? ciIntrudersByClaims(trust) : [])].map(async ({ who, token }) => {
      const isLetIn = await each.exchange(identity, token);
      return { who, target, by: isLetIn ? `${by} ${token.subject} of ${token.issuer}` : undefined };
    }),
  );
}

/** A job that only plans, at an identity that deploys. */
async function crossAttempts(federation: Federation, each: Federated, deploy: Values): Promise<Attempt[]> {
  const { type, nameOf, by } = federation;
  const { trust } = each;
  if (trust === undefined) return [];
  const isLetIn = await each.exchange(deploy, trust);
  const exception = sharedSubject(trust);
  const found = exception === undefined ? { by: `${by} ${trust.subject}` } : { exception };
  return [{ who: PLANS, target: `${type} ${nameOf(deploy)}`, ...(isLetIn && found) }];
}
