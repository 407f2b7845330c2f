/** Settings of the artifacts' bucket. */
export interface ArtifactSettings {
  /**
   * Prefix of the artifacts in the bucket. A deploy with another one fails: see docs/operations-gcp.md for how to move artifacts.
   * @default - "mlflow"
   */
  readonly artifactPrefix?: string;
  /** Days after which a replaced or deleted object is removed permanently, 1 to 3650. @default - 30 */
  readonly noncurrentVersionDays?: number;
  /**
   * Days for which what was removed permanently can still be restored (soft delete), which is billed as storage: 7 to 90, or 0 for none.
   * @see https://cloud.google.com/storage/docs/soft-delete
   * @default - 0 in dev, 7 in prod
   */
  readonly softDeleteDays?: number;
  /**
   * ID of a Cloud KMS key in the platform's region, `projects/<project>/locations/<region>/keyRings/<ring>/cryptoKeys/<key>`. The deploy
   * grants Cloud Storage the use of it, and a destroy takes the grant back: use a key for one platform alone.
   * @default - Google's own keys
   */
  readonly encryptionKeyId?: string;
}

/** An existing bucket. */
export interface ArtifactStoreAttributes {
  readonly bucketName: string;
  /**
   * Prefix of the artifacts in the bucket. A deploy with another one fails: see docs/operations-gcp.md for how to move artifacts.
   * @default - "mlflow"
   */
  readonly artifactPrefix?: string;
}
