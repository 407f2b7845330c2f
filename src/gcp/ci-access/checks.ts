import type { CheckTable, Row } from "../../core/checks";
import { ENVIRONMENT_ROWS } from "../../core/environment-rows";
import { NameRules } from "../../core/naming";
import { named, pattern, that, type Rule } from "../../core/rules";
import { CI_REPOSITORY, ciEnvironmentRows } from "../../core/ci-access/checks";
import { GCP_READ_ROLES } from "../../core/ci-access/read-roles";
import { CiPurpose, resolveCiRepository } from "../../core/ci-access/subjects";
import { PROVIDER_ROWS } from "../rules";
import { GCP_STATE } from "../state-backend/checks";
import type { GcpState } from "../state-backend/settings";
import { attributeCondition, LONGEST_CONDITION } from "./condition";
import { mappedSubjects } from "./principals";
import type { CiAccessSettings, CiEnvironmentSettings, CiRole } from "./settings";

const ROLE_NAME = /^(roles|projects\/[^/\s]+\/roles|organizations\/\d+\/roles)\/[A-Za-z0-9._]+$/;

const ROLE: CheckTable<CiRole> = {
  rows: [
    {
      field: "role",
      rule: pattern(ROLE_NAME, "be the full name of a role", 'Use for example "roles/run.viewer"'),
      synthesis: true,
    },
    {
      field: "scope",
      rule: pattern(
        /^(projects\/[^/\s*]+(\/locations\/[^/\s]+\/keyRings\/[^/\s]+\/cryptoKeys\/[^/\s]+)?|buckets\/[^/\s*]+|billingAccounts\/([A-F0-9-]+|\{billing account\}))$/,
        "be projects/<id>, buckets/<name>, billingAccounts/<id> or the ID of a key in Cloud KMS",
        "Use for example projects/{project}",
      ),
      synthesis: true,
    },
  ],
};

const READ_ROLE: CheckTable<CiRole> = {
  rows: [
    ...ROLE.rows,
    {
      field: "role",
      rule: that(
        // Another form has a message of its own.
        (role) => !ROLE_NAME.test(String(role)) || (GCP_READ_ROLES as readonly unknown[]).includes(role),
        `be a role that is known to read: a plan of a pull request runs code that nobody has reviewed yet. Known are ${GCP_READ_ROLES.join(", ")}`,
        "Use the list of mlops policy <environment> --for plan",
      ),
    },
  ],
};

type Access = ReturnType<typeof resolve>;

function resolve<P extends CiAccessSettings>(given: P) {
  return { ...given, ...resolveCiRepository(given) };
}

/** @see https://cloud.google.com/iam/docs/workload-identity-federation#mapping */
const LONGEST_SUBJECT = 127;

function shortSubjects(settings: Access): Rule {
  const subjects = (environments: unknown) =>
    (environments as readonly CiEnvironmentSettings[]).flatMap(({ name }) =>
      Object.values(CiPurpose).flatMap((purpose) => mappedSubjects(settings, name, purpose)),
    );
  return that(
    (environments) => subjects(environments).every((subject) => subject.length <= LONGEST_SUBJECT),
    `lead to subjects of at most ${LONGEST_SUBJECT} characters: Google Cloud takes no longer one`,
    "Use shorter names of repository and environments",
  );
}

function shortCondition(settings: Access): Rule {
  const names = (environments: unknown) => (environments as readonly CiEnvironmentSettings[]).map(({ name }) => name);
  return that(
    (environments) => attributeCondition(settings, names(environments)).length <= LONGEST_CONDITION,
    `lead to a condition of at most ${LONGEST_CONDITION} characters: Google Cloud takes no longer one`,
    "List fewer environments, and the others in a second stack",
  );
}

const SETTINGS: readonly Row<Access>[] = [
  ...CI_REPOSITORY.rows,
  ...ciEnvironmentRows(ROLE, READ_ROLE),
  { field: "environments", rule: shortSubjects },
  { field: "environments", rule: shortCondition },
];

const LONGEST_ACCOUNT = 30;

/** Names of service accounts: `<prefix>-<environment>-deploy`. */
const ACCOUNT_NAMES: Row<Access & { readonly prefix: string }> = {
  field: "environments",
  rule: ({ prefix }) =>
    that(
      (environments) =>
        (environments as readonly CiEnvironmentSettings[]).every(
          ({ name }) => `${prefix}-${name}-${CiPurpose.DEPLOY}`.length <= LONGEST_ACCOUNT,
        ),
      `have names for which <prefix>-<name>-deploy has at most ${LONGEST_ACCOUNT} characters, as a service account's name`,
      "Use a shorter prefix or shorter names",
    ),
};

/** Requirements on the props of the identities. */
export const CI_ACCESS: CheckTable<
  CiAccessSettings & { readonly prefix: string },
  Access & { readonly prefix: string }
> = {
  complete: resolve,
  rows: [{ field: "prefix", rule: named(NameRules.PREFIX), synthesis: true }, ...SETTINGS, ACCOUNT_NAMES],
};

type StackProps = CiAccessSettings & { readonly name: string; readonly prefix: string; readonly state?: GcpState };

/** Requirements on the props of the stack of the identities. */
export const CI_STACK: CheckTable<StackProps, StackProps & Access> = {
  complete: resolve,
  rows: [
    ...ENVIRONMENT_ROWS.filter(({ field }) => field !== "size"),
    ...PROVIDER_ROWS.filter(({ field }) => field !== "region"),
    ...SETTINGS,
    ACCOUNT_NAMES,
    { field: "state", table: GCP_STATE, optional: true },
  ],
};
