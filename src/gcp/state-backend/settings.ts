/**
 * A bucket that keeps Terraform's state; `StateBackend` creates one.
 * @see https://developer.hashicorp.com/terraform/language/backend/gcs
 */
export interface GcpState {
  /** Name of the bucket, with versioning. */
  readonly bucket: string;
  /** Folder of the state in the bucket. @default - the environment's name */
  readonly prefix?: string;
}

/** Settings of the bucket of Terraform's states. */
export interface StateBackendSettings {
  /** Days for which an earlier version of a state can be restored, 1 to 3650. @default - 90 */
  readonly noncurrentVersionDays?: number;
  /** Who may read and write the states: `group:<email>`, `serviceAccount:<email>` and so on. @default - those to whom the project gives a role on its buckets */
  readonly writers?: string[];
  /** Refuses to destroy the bucket. @default - true */
  readonly protection?: boolean;
}
