import { isEntraIssuer } from "./entra-issuer";
import { CiSystem, type CiRepositorySettings } from "./settings";

/** What a pipeline's identity is for. */
export enum CiPurpose {
  /** Reads, for a plan and for the nightly look for drift. */
  PLAN = "plan",
  /** Creates, changes and deletes. */
  DEPLOY = "deploy",
}

/** Settings with every default; internal to the package. */
export interface ResolvedCiRepository {
  readonly system: CiSystem;
  readonly repository: string;
  readonly issuer: string;
  readonly branch: string;
  readonly planBranch?: string;
  readonly connectionSubjects?: Readonly<Record<string, string>>;
}

/** Issuers of the systems that have one for everybody. */
const ISSUERS: Readonly<Partial<Record<CiSystem, string>>> = {
  [CiSystem.GITHUB]: "https://token.actions.githubusercontent.com",
  [CiSystem.GITLAB]: "https://gitlab.com",
};

export function resolveCiRepository(given: CiRepositorySettings): ResolvedCiRepository {
  const { system = CiSystem.GITHUB, repository, branch = "main", planBranch, connectionSubjects } = given;
  return { system, repository, branch, planBranch, connectionSubjects, issuer: given.issuer ?? ISSUERS[system] ?? "" };
}

/**
 * Names of the environments, or service connections, in which the jobs for a purpose run. A plan of a pull request runs unreviewed code,
 * so that its environment has reviewers; plans of the branch that is deployed run in another one, at night too.
 */
export function ciEnvironments(environment: string, purpose: CiPurpose): string[] {
  return purpose === CiPurpose.DEPLOY ? [environment] : [`${environment}-plan`, `${environment}-plan-main`];
}

/** The subjects of the tokens that may use an identity, each exact. */
export function ciSubjects(settings: ResolvedCiRepository, environment: string, purpose: CiPurpose): string[] {
  const { system, repository, branch, planBranch, connectionSubjects } = settings;
  const ofBranch = (name: string) => `project_path:${repository}:ref_type:branch:ref:${name}`;
  switch (system) {
    case CiSystem.GITHUB:
      return ciEnvironments(environment, purpose).map((name) => `repo:${repository}:environment:${name}`);
    case CiSystem.GITLAB:
      // The subject names no environment: which job uses which identity is decided by the scopes of GitLab's variables.
      return purpose === CiPurpose.PLAN && planBranch !== undefined
        ? [ofBranch(planBranch), ofBranch(branch)]
        : [ofBranch(branch)];
    case CiSystem.AZURE_DEVOPS:
      return ciEnvironments(environment, purpose).map((name) =>
        connectionSubjects === undefined ? `sc://${repository}/${name}` : (connectionSubjects[name] ?? ""),
      );
  }
}

/** The audience of tokens of service connections, which cannot be chosen: Entra's name for the exchange of tokens. */
const TOKEN_EXCHANGE = "api://AzureADTokenExchange";

/**
 * The same in a token that Entra itself issues, which has the client ID.
 *
 * Microsoft's pages do not name it: it is that of observed tokens, and of Google's own example (docs/rehearsal.md).
 * @see https://github.com/GoogleCloudPlatform/cloud-foundation-fabric
 */
const TOKEN_EXCHANGE_ID = "fb60f99c-7a34-4190-8149-302f77469936";

/** The audience of tokens of service connections, as the clouds besides Azure and Snowflake compare it. */
export function ciConnectionAudience({ issuer }: ResolvedCiRepository): string {
  return isEntraIssuer(issuer) ? TOKEN_EXCHANGE_ID : TOKEN_EXCHANGE;
}
