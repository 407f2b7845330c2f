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
   * `organization/project` on Azure DevOps.
   */
  readonly repository: string;
  /**
   * Issuer of the tokens, which Azure DevOps has for each organization: `https://vstoken.dev.azure.com/<organization's ID>`. Set it for
   * GitHub Enterprise Cloud with an issuer of its own, and for a GitLab server of your own.
   * @default - "https://token.actions.githubusercontent.com" on GitHub, "https://gitlab.com" on GitLab; required on Azure DevOps
   */
  readonly issuer?: string;
  /** The branch that is deployed; GitLab's tokens name it. @default - "main" */
  readonly branch?: string;
}
