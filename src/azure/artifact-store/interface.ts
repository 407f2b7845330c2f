import type { IConstruct } from "constructs";

/** The location of MLflow's artifacts in Azure Blob Storage. */
export interface IArtifactStore extends IConstruct {
  readonly storageAccountName: string;
  readonly storageAccountId: string;
  readonly containerName: string;
  /** Azure Resource Manager's id of the container: the scope of role assignments. */
  readonly containerId: string;
  /** Prefix of the artifacts in the container, without slashes at either end: `mlflow`. */
  readonly artifactPrefix: string;
  /** The artifacts as MLflow addresses them: `wasbs://<container>@<account>.blob.core.windows.net/<prefix>`. */
  readonly artifactsDestination: string;
  /** The artifacts as Snowflake addresses them, with a slash at the end: `azure://<account>.blob.core.windows.net/<container>/<prefix>/`. */
  readonly snowflakeLocation: string;
}
