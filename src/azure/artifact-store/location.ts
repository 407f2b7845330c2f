/** Where artifacts are. */
export interface ArtifactLocation {
  readonly storageAccountName: string;
  readonly containerName: string;
  readonly artifactPrefix: string;
}

const HOST = "blob.core.windows.net";

/** The location as MLflow addresses it. */
export function artifactsDestination({ storageAccountName, containerName, artifactPrefix }: ArtifactLocation): string {
  return `wasbs://${containerName}@${storageAccountName}.${HOST}/${artifactPrefix}`;
}

/** The same location as Snowflake addresses it. */
export function snowflakeLocation({ storageAccountName, containerName, artifactPrefix }: ArtifactLocation): string {
  return `azure://${storageAccountName}.${HOST}/${containerName}/${artifactPrefix}/`;
}

/** The container as Azure Resource Manager addresses it: the scope of role assignments. */
export function containerId(storageAccountId: string, containerName: string): string {
  return `${storageAccountId}/blobServices/default/containers/${containerName}`;
}
