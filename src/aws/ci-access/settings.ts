import type { CiRepositorySettings } from "../../core";

/** What the pipeline of one environment may do. */
export interface CiEnvironmentSettings {
  /** Name of the platform's environment, for instance `aws-dev`. 2 to 40 lower-case letters, digits and hyphens. */
  readonly name: string;
  /**
   * IAM policies of the role that plans, as JSON: the documents that `mlops policy <name> --for plan` writes. One to ten, each of at most
   * 6144 characters; they may only read.
   */
  readonly planPolicies: string[];
  /** IAM policies of the role that deploys, as JSON: the documents that `mlops policy <name> --for deploy` writes. One to ten. */
  readonly deployPolicies: string[];
}

/** Settings of the roles that pipelines assume. */
export interface CiAccessSettings extends CiRepositorySettings {
  /** The environments; each has a role that plans and one that deploys. */
  readonly environments: CiEnvironmentSettings[];
  /**
   * ARN of an existing OIDC provider for the issuer. An account has one for each issuer; this one must list the audience of the tokens:
   * `sts.amazonaws.com`, or `api://AzureADTokenExchange` on Azure DevOps.
   * @default - a new one
   */
  readonly oidcProviderArn?: string;
  /**
   * ARN of the IAM policy that limits what the roles may do at most, whatever their own policies allow.
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
   * @default - none
   */
  readonly permissionsBoundaryArn?: string;
  /** Maximum length of a session in hours, 1 to 12. @default - 1 */
  readonly sessionHours?: number;
}
