import type { CiRepositorySettings } from "../../core/ci-access/settings";

/** A role of an identity, as `mlops policy <environment> --for plan` lists it. */
export interface CiRole {
  /** Name of a built-in role; with `actions`, of a role that is created; of Microsoft Graph, an application permission. */
  readonly role: string;
  /**
   * ID of the subscription, resource group or resource that the role is assigned on, in which `{subscription}` stands for the subscription
   * in use; `https://graph.microsoft.com` for a permission of Microsoft Graph.
   */
  readonly scope: string;
  /** Condition of the assignment. @default - none */
  readonly condition?: string;
  /** Actions of a role that Azure does not have. @default - the role is a built-in one */
  readonly actions?: string[];
  /** What the role is for; for readers only. @default - none */
  readonly why?: string;
}

/** An environment of the platform, and what its pipelines may do. */
export interface CiEnvironmentSettings {
  /** Name of the environment: `azure-dev`. */
  readonly name: string;
  /** Roles of the identity that plans: built-in roles, permissions and actions that are known to read. */
  readonly planRoles: CiRole[];
  /** Roles of the identity that deploys. */
  readonly deployRoles: CiRole[];
}

/** Settings of the identities of pipelines. */
export interface CiAccessSettings extends CiRepositorySettings {
  /** The environments, each with an identity for plans and one for deploys. */
  readonly environments: CiEnvironmentSettings[];
}
