import type { CiRepositorySettings } from "../../core/ci-access/settings";

/** A role of an identity, as `mlops policy <environment> --for plan` lists it. */
export interface CiRole {
  /** A predefined role, or a role of your own by its full name: `roles/run.viewer`. */
  readonly role: string;
  /**
   * What the role is granted on: `projects/<id>`, in which `{project}` stands for the project in use, `buckets/<name>`, the ID of a key in
   * Cloud KMS, or `billingAccounts/<id>`, in which `{billing account}` stands for that of the project.
   */
  readonly scope: string;
  /** CEL expression of the grant's condition. @default - none */
  readonly condition?: string;
  /** What the role is for; for readers only. @default - none */
  readonly why?: string;
}

/** An environment of the platform, and what its pipelines may do. */
export interface CiEnvironmentSettings {
  /** Name of the environment: `gcp-dev`. */
  readonly name: string;
  /** Roles of the identity that plans: predefined roles that are known to read. */
  readonly planRoles: CiRole[];
  /** Roles of the identity that deploys. */
  readonly deployRoles: CiRole[];
}

/** Settings of the identities of pipelines. */
export interface CiAccessSettings extends CiRepositorySettings {
  /** The environments, each with an identity for plans and one for deploys. */
  readonly environments: CiEnvironmentSettings[];
}
