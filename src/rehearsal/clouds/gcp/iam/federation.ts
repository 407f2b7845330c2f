import type { Account } from "../../../simulator/account";
import { block, entries, isTrue, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { ciToken, type CiToken, type CiTrust } from "../../ci-tokens";
import { verified, type Federation } from "../../federation";
import { all } from "../ids";
import { isEnabled } from "../services/enabled";
import { projectOf } from "../session";
import { holds, mapped, type Claims } from "./cel";
import { policyOf } from "./policies";
import writes from "./writing-roles.json";

const ADDRESS = "iam.googleapis.com";
const USES = "roles/iam.workloadIdentityUser";
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
  const issuer = text(block(found, "oidc"), "issuer_uri") ?? "";
  const claims = await verified(await ciToken(job), { issuer, audience: audiencesOf(found) });
  if (claims === undefined || !holds(text(found, "attribute_condition") ?? "", claims)) return false;
  const members = principalsOf(pool, found, claims);
  return grantsOf(account, email).some((member) => members.includes(member));
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

/** The service accounts that grants give to jobs. */
export function federationOf(account: Account): Federation {
  const grants = all(account, ACCOUNT).flatMap((identity) =>
    grantsOf(account, String(identity.email)).map((member) => ({ identity, member })),
  );
  return {
    type: ACCOUNT,
    by: "the pool, and a grant that admits",
    nameOf: ({ account_id }) => String(account_id),
    federated: all(account, PROVIDER).flatMap((provider) =>
      grants.map(({ identity, member }) => ({
        identity,
        trust: trustOf(provider, member),
        openBy: `the grant to ${member}`,
        comparesClaims: true,
        exchange: ({ email }, token) => exchange(account, String(provider.name), String(email), token),
      })),
    ),
    // A condition only limits a role, so that it counts as one that writes all the same.
    writesBy: ({ email }) => {
      const member = `serviceAccount:${String(email)}`;
      const roles = policyOf(account, `projects/${projectOf(account)}`).filter((grant) => grant.member === member);
      const writer = roles.find(({ role }) => (writes as readonly string[]).includes(role));
      return writer && `the role ${writer.role}`;
    },
  };
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
