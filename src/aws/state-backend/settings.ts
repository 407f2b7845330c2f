/** The lock that prevents two deploys from writing a state at the same time. */
export enum StateLock {
  /** An object beside the state, written by S3 itself (`use_lockfile`). Needs Terraform or OpenTofu 1.10 or newer. */
  FILE = "file",
  /** An item in a DynamoDB table. Works with every version; HashiCorp calls it deprecated. */
  DYNAMODB = "dynamodb",
}

/**
 * An S3 bucket that keeps Terraform's state; `StateBackend` makes one.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
export interface S3State {
  /** Name of the bucket; it exists already, versioned and encrypted. */
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
   * ARN of the KMS key that encrypts the state. Set it even where the bucket has the key as its default: Terraform requests
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
  /** Refuses to destroy the bucket. Even without it S3 keeps a bucket that still holds a version of a state. @default - true */
  readonly protection?: boolean;
}
