import type { IConstruct } from "constructs";

/** The location of MLflow's artifacts in S3. */
export interface IArtifactStore extends IConstruct {
  readonly bucketName: string;
  readonly bucketArn: string;
  /** Prefix of the artifacts in the bucket, without slashes at either end: `mlflow`. */
  readonly artifactPrefix: string;
  /** The artifacts as MLflow addresses them: `s3://<bucket>/<prefix>`. */
  readonly artifactsDestination: string;
  /** The artifacts as Snowflake addresses them, with a slash at the end: `s3://<bucket>/<prefix>/`. */
  readonly snowflakeLocation: string;
  /** KMS key of the bucket, when it has one of its own. */
  readonly encryptionKeyArn?: string;
}
