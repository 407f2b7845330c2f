/** How two deploys of one environment are kept from writing its state at the same time. */
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
   * ARN of the KMS key that the state is encrypted with. Say it even where the bucket has the key as its default: Terraform asks for
   * S3's own key otherwise.
   * @default - S3's own key (SSE-S3)
   */
  readonly encryptionKeyArn?: string;
}
