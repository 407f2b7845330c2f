import type { IConstruct } from "constructs";

/** The location of MLflow's artifacts in Cloud Storage. */
export interface IArtifactStore extends IConstruct {
  readonly bucketName: string;
  /** Prefix of the artifacts in the bucket, without slashes at either end: `mlflow`. */
  readonly artifactPrefix: string;
  /** The artifacts as MLflow addresses them: `gs://<bucket>/<prefix>`. */
  readonly artifactsDestination: string;
  /** The artifacts as Snowflake addresses them, with a slash at the end: `gcs://<bucket>/<prefix>/`. */
  readonly snowflakeLocation: string;
}
