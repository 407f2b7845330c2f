import type { IStorageIntegration } from "../storage-integration/interface";
import type { IWorkspace } from "../workspace/interface";

/** Props of an artifact stage. */
export interface ArtifactStageProps {
  /** Where the stage is created. */
  readonly workspace: IWorkspace;
  /** Upper-case name. @default "MLFLOW_ARTIFACT_STAGE" */
  readonly name?: string;
  /**
   * Folder that MLflow writes its artifacts to, with `/` at its end: without it the stage would also show the files of every folder
   * whose name begins alike.
   */
  readonly url: string;
  /** Integration that allows the URL. */
  readonly integration: IStorageIntegration;
  /** Description that Snowflake shows. @default - none */
  readonly comment?: string;
}

/** Attributes of an existing artifact stage. */
export interface ArtifactStageAttributes {
  /** Where the stage is. */
  readonly workspace: IWorkspace;
  /** Upper-case name. @default "MLFLOW_ARTIFACT_STAGE" */
  readonly name?: string;
}
