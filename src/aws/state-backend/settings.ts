/** The lock that prevents two deploys from writing a state at the same time. */
export enum StateLock {
  /** An object next to the state in S3 (`use_lockfile`). Needs Terraform or OpenTofu 1.10 or newer. */
  FILE = "file",
  /** An item in a DynamoDB table. Works with every version; deprecated by HashiCorp. */
  DYNAMODB = "dynamodb",
}

/**
 * An S3 bucket that keeps Terraform's state; `StateBackend` creates one.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
export interface S3State {
  /** Name of an existing bucket, versioned and encrypted. */
  readonly bucket: string;
  /** Region of the bucket. */
  readonly region: string;
  /** Object that holds the state. @default - "<environment's name>.tfstate" */
  readonly key?: string;
  /** @default - StateLock.FILE */
  readonly lock?: StateLock;
  /** DynamoDB table of the locks, with the key `LockID`. @default - the table that is named like the bucket */
  readonly lockTable?: string;
  /**
   * ARN of the KMS key that encrypts the state. Set it even if it is the default key of the bucket: Terraform requests
   * S3's own key otherwise.
   * @default - S3's own key (SSE-S3)
   */
  readonly encryptionKeyArn?: string;
}

/** Settings of the bucket of Terraform's states. */
export interface StateBackendSettings {
  /** How a state is locked. @default - StateLock.FILE, which needs no table */
  readonly lock?: StateLock;
  /** ARN of a KMS key that encrypts the states. @default - S3's own key (SSE-S3) */
  readonly encryptionKeyArn?: string;
  /** Days for which an earlier version of a state can be restored. @default - 90 */
  readonly noncurrentVersionDays?: number;
  /** Refuses to destroy the bucket. Even without it, S3 does not delete a bucket that contains a version of a state. @default - true */
  readonly protection?: boolean;
}
