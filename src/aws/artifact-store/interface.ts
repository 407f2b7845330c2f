import type { IConstruct } from "constructs";

/** The location of MLflow's artifacts in S3. */
export interface IArtifactStore extends IConstruct {
  readonly bucketName: string;
  readonly bucketArn: string;
  /** Prefix of the artifacts in the bucket, without slashes at either end: `mlflow`. */
  readonly artifactPrefix: string;
  /** KMS key of the bucket, when it has one of its own. */
  readonly encryptionKeyArn?: string;
}
