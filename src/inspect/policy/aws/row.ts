/** The IAM actions by which Terraform's AWS provider handles one resource type. Actions are separated by whitespace. */
export interface Row {
  /**
   * ARNs that the actions are scoped to, as templates: `{name}` is the resource's attribute, `{bucket.name}` an attribute of the
   * resource that it refers to, `{a|b*}` the first that is set. `*` if the ARNs have only generated IDs.
   */
  readonly on: string[];
  readonly create: string;
  readonly read: string;
  /** Read actions that the provider calls with a filter instead of a name: they need `*`. */
  readonly readOfAll?: string;
  readonly update: string;
  readonly delete: string;
  /** Actions that a deploy also needs when an attribute is set and not false. */
  readonly when?: Condition[];
  /** Roles that the resource passes to a service. */
  readonly passes?: PassedRole[];
  /** The service whose service-linked role AWS creates at first use; a template as in `on`. */
  readonly linkedRole?: string;
}

/** Actions that an attribute needs. */
export interface Condition {
  readonly attribute: string;
  readonly on: string[];
  readonly actions: string;
}

/** An attribute that names a role, and the service that will assume it. */
export interface PassedRole {
  readonly attribute: string;
  readonly to: string;
}

/** The words of a list. */
export function words(list: string): string[] {
  return list.split(/\s+/).filter((word) => word !== "");
}
