import type { IConstruct } from "constructs";
import type { IStorageIntegration } from "../storage-integration/interface";
import type { Grant } from "../workspace/grant";
import type { IRole } from "../workspace/interface";

/** A stage on MLflow's artifacts. */
export interface IArtifactStage extends IConstruct {
  /** Name of the stage as configured, without `@`. */
  readonly stageName: string;
  /** `"DATABASE"."SCHEMA"."STAGE"`, unknown while the stage is replaced. */
  readonly fullyQualifiedName: string;
  /** Folder of the stage; undefined if it is unknown. */
  readonly url?: string;
  /** Integration that allows the folder; undefined if it is unknown. */
  readonly integration?: IStorageIntegration;
  /** Allows a role to list, read and write the stage's files. */
  grantUsage(role: IRole): Grant;
}
