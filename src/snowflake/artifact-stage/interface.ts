import type { IConstruct } from "constructs";
import type { IStorageIntegration } from "../storage-integration/interface";
import type { Grant } from "../workspace/grant";
import type { IRole } from "../workspace/interface";

/** A stage over the files that MLflow keeps. */
export interface IArtifactStage extends IConstruct {
  /** Name of the stage as configured, without `@`. */
  readonly stageName: string;
  /** `"DATABASE"."SCHEMA"."STAGE"`, unknown while the stage is replaced. */
  readonly fullyQualifiedName: string;
  /** Folder that the stage shows; undefined where it is not known. */
  readonly url?: string;
  /** Integration that allows the folder; undefined where it is not known. */
  readonly integration?: IStorageIntegration;
  /** Lets a role list, read and write the stage's files. */
  grantUsage(role: IRole): Grant;
}
