import { newKeys, signToken, type SigningKeys, type TokenDefect } from "../jwt";
import rows from "./ci-tokens.json";

/** What an identity trusts. */
export interface CiTrust {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  /** Claims that do not follow from the subject. @default - none */
  readonly claims?: Readonly<Record<string, string>>;
}

/** A token of a job of a pipeline. */
export interface CiToken extends CiTrust {
  /** How it differs from one of the issuer's. @default - not at all */
  readonly defect?: TokenDefect;
}

const keys = new Map<string, SigningKeys>();

/** The keys of an issuer, as it publishes them. */
export function ciKeys(issuer: string): SigningKeys {
  let found = keys.get(issuer);
  if (found === undefined) keys.set(issuer, (found = newKeys()));
  return found;
}

/** How each system writes a subject, and which claims its parts are. */
const SUBJECTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^repo:([^:@]+)@(\d+)\/([^:@]+)@(\d+):environment:(.+)$/,
    ["owner", "repository_owner_id", "name", "repository_id", "environment"],
  ],
  [/^repo:([^:]+):environment:(.+)$/, ["repository", "environment"]],
  [/^repo:([^:]+):ref:(.+)$/, ["repository", "ref"]],
  [/^project_path:([^:]+):ref_type:([^:]+):ref:(.+)$/, ["project_path", "ref_type", "ref"]],
];

/** The token of a job: its claims follow from the subject, as those of the systems do. */
export function ciToken({ issuer, subject, audience, claims: own, defect }: CiToken): Promise<string> {
  const [form, names = []] = SUBJECTS.find(([each]) => each.test(subject)) ?? [];
  const parts = form?.exec(subject)?.slice(1) ?? [];
  const claims: Record<string, string> = Object.fromEntries(names.map((name, index) => [name, parts[index] ?? ""]));
  const besides = { ...ofGitHub(claims), ...ofGitLab(own) };
  return signToken(
    { iss: issuer, sub: subject, aud: audience, ...claims, ...besides, ...own },
    () => ciKeys(issuer),
    defect,
  );
}

/** A job of a pull request has its ref; the others run on the main branch. */
function ofGitHub({ owner, name, environment, repository }: Record<string, string>): Record<string, string> {
  if (environment === undefined) return {};
  const ref = environment.endsWith("-plan") ? "refs/pull/1/merge" : "refs/heads/main";
  return { ref, repository: repository ?? `${owner ?? ""}/${name ?? ""}` };
}

/** @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload */
function ofGitLab(claims: Readonly<Record<string, string>> = {}): Record<string, string> {
  return claims.environment === undefined ? {} : { environment_protected: "true" };
}

interface Row {
  readonly who: string;
  /** A part of the trusted subject, and what stands there instead. */
  readonly subject?: readonly [string, string];
  readonly issuer?: string;
  readonly audience?: string;
  readonly defect?: string;
}

/** Who must not get a token exchanged, each of whom differs from the trusted job in one thing alone. */
export function ciIntruders(trust: CiTrust): readonly { readonly who: string; readonly token: CiToken }[] {
  return (rows as readonly Row[]).flatMap(({ who, subject: part, defect, ...change }) => {
    const subject = part === undefined ? trust.subject : trust.subject.replace(new RegExp(part[0]), part[1]);
    const token: CiToken = { ...trust, ...change, subject, defect: defect as TokenDefect | undefined };
    const isSame =
      defect === undefined && (["issuer", "subject", "audience"] as const).every((key) => token[key] === trust[key]);
    return isSame ? [] : [{ who, token }];
  });
}

interface ClaimRow {
  readonly who: string;
  /** The subjects whose jobs must have the claims that a row changes. */
  readonly of: RegExp;
  readonly claims: Readonly<Record<string, string>>;
}

const CLAIMS: readonly ClaimRow[] = [
  {
    who: "a job of the environment on another branch",
    // A pull request is of any branch.
    of: /^repo:.*:environment:(?!.*-plan$)/,
    claims: { ref: "refs/heads/another" },
  },
  { who: "a job of the branch in another environment", of: /^project_path:/, claims: { environment: "another" } },
];

/** Who must not get a token exchanged where a cloud compares claims besides the subject. */
export function ciIntrudersByClaims(trust: CiTrust): readonly { readonly who: string; readonly token: CiToken }[] {
  return CLAIMS.filter(({ of }) => of.test(trust.subject)).map(({ who, claims }) => ({
    who,
    token: { ...trust, claims },
  }));
}

/**
 * Why a job that only plans gets what deploys all the same: the system's subjects name no environment.
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/
 */
export function sharedSubject({ subject }: CiTrust): string | undefined {
  return subject.startsWith("project_path:") ? "GitLab's subjects name a branch and no environment" : undefined;
}
