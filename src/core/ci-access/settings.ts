/** The system that runs a platform's pipelines, and issues their tokens. */
export enum CiSystem {
  GITHUB = "github",
  GITLAB = "gitlab",
  AZURE_DEVOPS = "azure-devops",
}

/**
 * Whose pipelines are trusted. Identities trust the tokens that a system issues to the jobs of one repository; no key is stored anywhere.
 * @see https://docs.github.com/en/actions/reference/security/oidc
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/
 * @see https://learn.microsoft.com/en-us/azure/devops/release-notes/roadmap/2022/secret-free-deployments
 */
export interface CiRepositorySettings {
  /** The system that runs the pipelines. @default - CiSystem.GITHUB */
  readonly system?: CiSystem;
  /**
   * The repository, without wildcards: `owner/repository` on GitHub, the project's path `group/project` on GitLab, and
   * `organization/project` on Azure DevOps. On GitHub with the IDs of both, `owner@123456/repository@456789`, if the subjects of the tokens
   * have them, as those of repositories that were created, renamed or transferred after 15 July 2026.
   */
  readonly repository: string;
  /**
   * Issuer of the tokens. On Azure DevOps the one that the page of a service connection shows: `https://login.microsoftonline.com/<tenant
   * ID>/v2.0`, or of older ones `https://vstoken.dev.azure.com/<organization's ID>`. Set it for GitHub Enterprise Cloud with an issuer of
   * its own, and for a GitLab server of your own.
   * @default - "https://token.actions.githubusercontent.com" on GitHub, "https://gitlab.com" on GitLab; required on Azure DevOps
   */
  readonly issuer?: string;
  /** The branch that is deployed. GitLab's subjects name it; on Google Cloud, tokens of GitHub must name it too. @default - "main" */
  readonly branch?: string;
  /**
   * On GitLab, a second branch whose jobs may plan, and not deploy: the protected branch of the merge requests that are planned, as in
   * `mlops ci gitlab --plan-branch`.
   * @default - none: only jobs of `branch` plan
   */
  readonly planBranch?: string;
  /**
   * On Azure DevOps, the subjects of the service connections whose issuer is Entra, by the names of the connections: `<environment>-plan`,
   * `<environment>-plan-main` and `<environment>`. The page of a connection shows its subject,
   * `/eid1/c/pub/t/<tenant>/a/<application>/sc/<organization ID>/<connection's ID>`.
   * @default - none: the subject of a connection is `sc://<organization>/<project>/<name>`
   */
  readonly connectionSubjects?: Record<string, string>;
}
