import type { GcpReadRole } from "../../../core/ci-access/read-roles";

/** The permissions by which Terraform's providers handle one resource type, and the roles that have them. */
export interface Row {
  /** Predefined roles that have all permissions. */
  readonly deploy: readonly string[];
  /** Predefined roles that have those to read, and change nothing. */
  readonly plan: readonly GcpReadRole[];
  /** Permissions that a refresh needs, separated by whitespace. */
  readonly read: string;
  /** Permissions that a deploy needs besides. */
  readonly write: string;
  /** Attribute that names what the roles are granted on. @default - the project */
  readonly on?: string;
  /** The resource runs as a service account, which the deploy must be allowed to use (`iam.serviceAccounts.actAs`). */
  readonly actsAs?: true;
}

/** The roles of a row. */
export type Roles = Pick<Row, "deploy" | "plan">;

/** The usual permissions on a kind of resource. */
export function permissions(of: string): Pick<Row, "read" | "write"> {
  return { read: `${of}.get`, write: `${of}.create ${of}.update ${of}.delete` };
}

/** The permissions on the IAM policy of a kind of resource. */
export function policyPermissions(of: string): Pick<Row, "read" | "write"> {
  return { read: `${of}.getIamPolicy`, write: `${of}.setIamPolicy` };
}
