/** Settings of the artifacts' bucket. */
export interface ArtifactSettings {
  /**
   * Prefix of the artifacts in the bucket. A deploy with another one fails: see docs/operations-aws.md for how to move artifacts.
   * @default - "mlflow"
   */
  readonly artifactPrefix?: string;
  /** ARN of a KMS key. @default - S3's own key (SSE-S3) */
  readonly encryptionKeyArn?: string;
  /** Days after which a replaced or deleted object is removed permanently. @default - 30 */
  readonly noncurrentVersionDays?: number;
}

/** An existing bucket. */
export interface ArtifactStoreAttributes {
  readonly bucketName: string;
  /** ARN of the bucket; required outside the partition `aws`. @default - "arn:aws:s3:::<bucketName>" */
  readonly bucketArn?: string;
  /**
   * Prefix of the artifacts in the bucket. A deploy with another one fails: see docs/operations-aws.md for how to move artifacts.
   * @default - "mlflow"
   */
  readonly artifactPrefix?: string;
  /** ARN of the bucket's KMS key. @default - none */
  readonly encryptionKeyArn?: string;
}
