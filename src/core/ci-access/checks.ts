import type { CheckTable, Row } from "../checks";
import { ENVIRONMENT_ROWS } from "../environment-rows";
import { different, omitted, oneOf, required, that, type Rule } from "../rules";
import { CONNECTION_ROWS, CONNECTIONS_OF_ENVIRONMENTS } from "./connection-rows";
import { ENTRA_ISSUER, UUID } from "./entra-issuer";
import { BRANCH_NAME, hasWildcard } from "./names";
import { CiSystem, type CiRepositorySettings } from "./settings";
import { resolveCiRepository, type ResolvedCiRepository } from "./subjects";

const NO_WILDCARD: Rule = that(
  (value) => !hasWildcard(value),
  "name exactly one, without wildcards: whoever may create another one that matches could deploy",
  "Write the whole name",
);

const SEGMENT = "[A-Za-z0-9_.-]+";

/** How each system names a repository, and an issuer of its tokens. */
const FORMS: Readonly<Record<CiSystem, { repository: RegExp; form: string; issuer: RegExp; issuers: string }>> = {
  [CiSystem.GITHUB]: {
    // Since July 2026 subjects of new repositories hold the IDs of owner and repository.
    repository: new RegExp(`^(${SEGMENT}/${SEGMENT}|${SEGMENT}@\\d+/${SEGMENT}@\\d+)$`),
    form: "owner/repository or owner@<id>/repository@<id>",
    issuer: /^https:\/\/token\.actions\.(githubusercontent\.com|[a-z0-9-]+\.ghe\.com)(\/[A-Za-z0-9-]+)?$/,
    issuers: "https://token.actions.githubusercontent.com",
  },
  [CiSystem.GITLAB]: {
    repository: new RegExp(`^${SEGMENT}(/${SEGMENT})+$`),
    form: "group/project",
    issuer:
      /^https:\/\/(?!(token\.actions\.[a-z0-9.-]+|vstoken\.dev\.azure\.com|login\.microsoftonline\.com)([:/]|$))[a-z0-9.-]+(:\d+)?(\/[A-Za-z0-9_.-]+)*$/,
    issuers: "https://gitlab.com, or the address of your GitLab server",
  },
  [CiSystem.AZURE_DEVOPS]: {
    repository: /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_. -]+$/,
    form: "organization/project",
    issuer: new RegExp(`^https://vstoken\\.dev\\.azure\\.com/${UUID}$|${ENTRA_ISSUER.source}`),
    issuers: "https://login.microsoftonline.com/<tenant ID>/v2.0, or https://vstoken.dev.azure.com/<organization's ID>",
  },
};

const hasForm = ({ system }: Pick<ResolvedCiRepository, "system">): boolean => system in FORMS;

const BRANCH: Rule = that(
  (branch) => hasWildcard(branch) || BRANCH_NAME.test(String(branch)),
  "be the name of a branch",
  'Use for example "main", without refs/heads/',
);

/** Requirements on whose pipelines are trusted. */
export const CI_REPOSITORY: CheckTable<CiRepositorySettings, ResolvedCiRepository> = {
  complete: resolveCiRepository,
  rows: [
    { field: "system", rule: oneOf(CiSystem), synthesis: true },
    {
      field: "repository",
      rule: required("identities trust the jobs of one repository", "Set it to the repository of your platform"),
    },
    { field: "repository", rule: NO_WILDCARD, synthesis: true },
    {
      field: "repository",
      rule: ({ system }) =>
        that(
          (repository) => hasWildcard(repository) || FORMS[system].repository.test(String(repository)),
          `be ${FORMS[system].form} on ${system}`,
          `Use the form ${FORMS[system].form}, without an address before it`,
        ),
      when: hasForm,
    },
    {
      field: "issuer",
      rule: ({ system }) =>
        that(
          (issuer) => FORMS[system].issuer.test(String(issuer)),
          `be an issuer of ${system}: ${FORMS[system].issuers}`,
          "Use the issuer of the system's tokens, without a slash at the end, or another system",
        ),
      when: hasForm,
      synthesis: true,
    },
    ...["branch", "planBranch"].flatMap((field): Row<ResolvedCiRepository>[] => [
      { field, rule: NO_WILDCARD, synthesis: true },
      { field, rule: BRANCH },
    ]),
    {
      field: "planBranch",
      rule: omitted(
        "only GitLab's subjects name a branch",
        "Remove it, and protect the environments by their branch rules",
      ),
      when: ({ system }) => hasForm({ system }) && system !== CiSystem.GITLAB,
    },
    {
      field: "planBranch",
      rule: ({ branch }) =>
        that(
          (planBranch) => planBranch !== branch,
          "be another branch than branch: plan and deploy would share a subject, and who may plan could deploy",
          "Use a protected branch of its own, or remove it: jobs of branch plan anyway",
        ),
      when: ({ system }) => system === CiSystem.GITLAB,
    },
    ...CONNECTION_ROWS,
  ],
};

/** No two environments have one name. */
const DIFFERENT_NAMES: Rule = that(
  (environments) => {
    const names = (environments as readonly { readonly name: string }[]).map(({ name }) => name);
    return new Set(names).size === names.length;
  },
  "have different names",
  "List each environment once",
);

/** The name of an environment whose pipelines are trusted. */
export const CI_ENVIRONMENT_NAME = ENVIRONMENT_ROWS.filter(({ field }) => field === "name") as readonly Row<{
  readonly name: string;
}>[];

/** Requirements on environments whose identities get roles: what a role must be, and one of an identity that only reads. */
export function ciEnvironmentRows<R extends object>(
  role: CheckTable<R>,
  readRole: CheckTable<R>,
): readonly Row<ResolvedCiRepository & { readonly environments: readonly { readonly name: string }[] }>[] {
  const environment: CheckTable<{ readonly name: string }> = {
    rows: [
      ...CI_ENVIRONMENT_NAME,
      { field: "planRoles", table: readRole, each: true },
      { field: "deployRoles", table: role, each: true },
    ],
  };
  return [
    { field: "environments", rule: different(1, "without an environment nothing is trusted"), synthesis: true },
    { field: "environments", rule: DIFFERENT_NAMES },
    CONNECTIONS_OF_ENVIRONMENTS,
    { field: "environments", table: environment, each: true },
  ];
}
