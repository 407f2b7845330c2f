import type { JWTPayload } from "jose";
import { jose } from "../../../jwt";
import type { Account } from "../../../simulator/account";
import { block, entries, isTrue, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import {
  ciIntruders,
  ciIntrudersByClaims,
  ciKeys,
  ciToken,
  sharedSubject,
  type CiToken,
  type CiTrust,
} from "../../ci-tokens";
import type { Attempt } from "../../cloud";
import { all } from "../ids";
import { isEnabled } from "../services/enabled";
import { projectOf } from "../session";
import { holds, mapped, type Claims } from "./cel";
import { policyOf } from "./policies";
import writes from "./writing-roles.json";

const ADDRESS = "iam.googleapis.com";
const USES = "roles/iam.workloadIdentityUser";
const PLANS = "a job that only plans";
const PROVIDER = "google_iam_workload_identity_pool_provider";
const ACCOUNT = "google_service_account";

/** Audiences of the tokens that a provider takes. */
export function audiencesOf(provider: Values): string[] {
  const own = texts(block(provider, "oidc"), "allowed_audiences");
  return own.length > 0 ? own : [`https://${ADDRESS}/${String(provider.name)}`];
}

/**
 * Exchanges the token of a job for one of a service account, by the provider and the account's policy.
 * @param provider - its full name, with the project's number
 * @returns whether the job may act as the account
 * @see https://cloud.google.com/iam/docs/workload-identity-federation
 */
export async function exchange(account: Account, provider: string, email: string, job: CiToken): Promise<boolean> {
  if (!["sts", "iamcredentials"].every((name) => isEnabled(account, `${name}.googleapis.com`))) return false;
  const found = all(account, PROVIDER).find(({ name }) => name === provider);
  const pool = all(account, "google_iam_workload_identity_pool").find(({ name }) =>
    provider.startsWith(`${String(name)}/`),
  );
  if (found === undefined || pool === undefined || isTrue(found, "disabled") || isTrue(pool, "disabled")) return false;
  const claims = await verified(found, await ciToken(job));
  if (claims === undefined || !holds(text(found, "attribute_condition") ?? "", claims)) return false;
  const members = principalsOf(pool, found, claims);
  return grantsOf(account, email).some((member) => members.includes(member));
}

async function verified(provider: Values, token: string): Promise<JWTPayload | undefined> {
  const { errors, jwtVerify } = jose();
  const issuer = text(block(provider, "oidc"), "issuer_uri") ?? "";
  try {
    const options = { issuer, audience: audiencesOf(provider), algorithms: ["RS256"] };
    return (await jwtVerify(token, ciKeys(issuer).publicKey, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return undefined;
  }
}

/** Names by which IAM knows a token. @see https://cloud.google.com/iam/docs/principal-identifiers */
function principalsOf(pool: Values, provider: Values, claims: Claims): string[] {
  const within = `://${ADDRESS}/${String(pool.name)}`;
  const values = entries(provider, "attribute_mapping").map(
    ([attribute, expression]) => [attribute, mapped(expression, claims)] as const,
  );
  if (values.some(([, value]) => value === undefined)) return [];
  return [
    `principalSet${within}/*`,
    ...values.map(([attribute, value = ""]) =>
      attribute === "google.subject"
        ? `principal${within}/subject/${value}`
        : `principalSet${within}/${attribute}/${value}`,
    ),
  ];
}

/** Who may act as a service account. */
function grantsOf(account: Account, email: string): string[] {
  const project = projectOf(account);
  return [`projects/${project}/serviceAccounts/${email}`, `projects/${project}`].flatMap((resource) =>
    policyOf(account, resource).flatMap(({ role, member }) => (role === USES ? [member] : [])),
  );
}

/** Jobs that act as an account which they must not act as, and what those that only plan may write. */
export async function federationAttempts(account: Account): Promise<Attempt[]> {
  const providers = all(account, PROVIDER);
  const trusted = all(account, ACCOUNT).flatMap((service) =>
    grantsOf(account, String(service.email)).map((member) => ({ service, member })),
  );
  const isNamed = ({ service }: Trusted, purpose: string) => String(service.account_id).endsWith(`-${purpose}`);
  const plans = trusted.filter((each) => isNamed(each, "plan"));
  const deploys = new Set(trusted.filter((each) => isNamed(each, "deploy")).map(({ service }) => service));
  const found = providers.flatMap((provider) => [
    ...trusted.map((each) => jobAttempts(account, provider, each)),
    ...plans.flatMap((each) => [...deploys].map((deploy) => crossAttempts(account, provider, each, deploy))),
  ]);
  const writers = [...new Set(plans.map(({ service }) => service))].map((service) => planAttempt(account, service));
  return [...(await Promise.all(found)).flat(), ...writers];
}

interface Trusted {
  readonly service: Values;
  /** Who may act as the account. */
  readonly member: string;
}

/** What a member stands for; undefined for more than one job. */
function trustOf(provider: Values, member: string): CiTrust | undefined {
  const [, mappedSubject] = /^principal:\/\/.*?\/subject\/(.+)$/.exec(member) ?? [];
  if (mappedSubject === undefined) return undefined;
  const issuer = text(block(provider, "oidc"), "issuer_uri") ?? "";
  return { issuer, ...unmapped(provider, mappedSubject), audience: audiencesOf(provider)[0] ?? "" };
}

/** The subject of a token, and the claims besides, that the pool maps to a subject. */
function unmapped(provider: Values, subject: string): Pick<CiToken, "subject" | "claims"> {
  const [, own, environment] = /^(project_path:.*):environment:([^:]+)$/.exec(subject) ?? [];
  if (own !== undefined && environment !== undefined) return { subject: own, claims: { environment } };
  // A part of the subject: the condition lists the whole ones.
  const listed = [...(text(provider, "attribute_condition") ?? "").matchAll(/'([^']*)'/g)].map(([, each]) => each);
  return { subject: listed.find((each) => each?.endsWith(`/sc/${subject}`)) ?? subject };
}

async function jobAttempts(account: Account, provider: Values, { service, member }: Trusted): Promise<Attempt[]> {
  const target = `${ACCOUNT} ${String(service.account_id)}`;
  const trust = trustOf(provider, member);
  if (trust === undefined) return [{ who: "every job that the pool admits", target, by: `the grant to ${member}` }];
  return Promise.all(
    [...ciIntruders(trust), ...ciIntrudersByClaims(trust)].map(async ({ who, token }) => {
      const isLetIn = await exchange(account, String(provider.name), String(service.email), token);
      const by = `the pool, and a grant that admits ${token.subject} of ${token.issuer}`;
      return { who, target, by: isLetIn ? by : undefined };
    }),
  );
}

async function crossAttempts(account: Account, provider: Values, plan: Trusted, deploy: Values): Promise<Attempt[]> {
  const trust = trustOf(provider, plan.member);
  if (trust === undefined) return [];
  const isLetIn = await exchange(account, String(provider.name), String(deploy.email), trust);
  const exception = sharedSubject(trust);
  const target = `${ACCOUNT} ${String(deploy.account_id)}`;
  const by = `a grant that admits ${trust.subject}`;
  return [{ who: PLANS, target, ...(isLetIn && (exception === undefined ? { by } : { exception })) }];
}

/** A condition only limits a role, so that it counts as one that writes all the same. */
function planAttempt(account: Account, { email, account_id: name }: Values): Attempt {
  const member = `serviceAccount:${String(email)}`;
  const roles = policyOf(account, `projects/${projectOf(account)}`).filter((grant) => grant.member === member);
  const writer = roles.find(({ role }) => (writes as readonly string[]).includes(role));
  const by = writer === undefined ? undefined : `the role ${writer.role}`;
  return { who: PLANS, target: `writing, as ${String(name)}`, by };
}
