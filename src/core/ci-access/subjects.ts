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
}

/** Issuers of the systems that have one for everybody. */
const ISSUERS: Readonly<Partial<Record<CiSystem, string>>> = {
  [CiSystem.GITHUB]: "https://token.actions.githubusercontent.com",
  [CiSystem.GITLAB]: "https://gitlab.com",
};

export function resolveCiRepository(given: CiRepositorySettings): ResolvedCiRepository {
  const { system = CiSystem.GITHUB, repository, branch = "main" } = given;
  return { system, repository, branch, issuer: given.issuer ?? ISSUERS[system] ?? "" };
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
  const { system, repository, branch } = settings;
  switch (system) {
    case CiSystem.GITHUB:
      return ciEnvironments(environment, purpose).map((name) => `repo:${repository}:environment:${name}`);
    case CiSystem.GITLAB:
      // The subject names no environment: which job uses which identity is decided by the scopes of GitLab's variables.
      return [`project_path:${repository}:ref_type:branch:ref:${branch}`];
    case CiSystem.AZURE_DEVOPS:
      return ciEnvironments(environment, purpose).map((name) => `sc://${repository}/${name}`);
  }
}
