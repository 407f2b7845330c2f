import type { IRole, IWorkspace } from "../workspace/interface";

/** Props of the objects for models in Snowflake. */
export interface ModelRegistryProps {
  /** Schema of the models and of the stage. */
  readonly workspace: IWorkspace;
  /** Upper-case name of the internal stage for the files of functions. @default "MODEL_STAGE" */
  readonly stageName?: string;
  /** Roles that may log models and create functions. @default - none */
  readonly publishers?: IRole[];
  /** Refuses to destroy the stage, whose files are in no other place. @default false */
  readonly protection?: boolean;
}
