/** Where artifacts are. */
export interface ArtifactLocation {
  readonly bucketName: string;
  readonly artifactPrefix: string;
}

/** The location as MLflow addresses it. */
export function artifactsDestination({ bucketName, artifactPrefix }: ArtifactLocation): string {
  return `s3://${bucketName}/${artifactPrefix}`;
}

/** The same location as Snowflake addresses it. */
export function snowflakeLocation({ bucketName, artifactPrefix }: ArtifactLocation): string {
  return `s3://${bucketName}/${artifactPrefix}/`;
}
