import type { IKedroFunctions } from "../mlflow";
import type { IArtifactStage, IWorkspace } from "../snowflake";
import { CopySchedule } from "./copy-schedule";

/** Where kedro-snowflake stores the models that it trains (`@MLFLOW_STAGE`). */
export enum ModelStage {
  /**
   * An internal stage; a task copies the models to the artifact stage. PUT, which Snowpark uploads with, is documented for internal
   * stages only.
   * @see https://docs.snowflake.com/en/sql-reference/sql/put
   */
  INTERNAL = "internal",
  /** A second external stage on the folder of the artifact stage: MLflow finds a model at once, if the upload to it works. */
  EXTERNAL = "external",
}

/** Props of kedro-snowflake's workspace. */
export interface KedroWorkspaceProps {
  /** Database, schema and warehouse that kedro works in. */
  readonly workspace: IWorkspace;
  /** Upper-case name of the role that kedro connects with, unique in the account. */
  readonly roleName: string;
  /** The role of that name exists and is used; the deploying role must inherit it already. @default - it is created */
  readonly roleExists?: boolean;
  /** The five functions that kedro-snowflake calls, in that workspace. */
  readonly functions: IKedroFunctions;
  /** Stage on MLflow's artifacts. */
  readonly artifactStage: IArtifactStage;
  /** Where kedro stores the models that it trains. @default ModelStage.INTERNAL */
  readonly modelStage?: ModelStage;
  /** Upper-case name of the stage in which kedro stores models. @default "MLFLOW_STAGE" */
  readonly modelStageName?: string;
  /** When models are copied from an internal stage to MLflow's artifacts. @default - once a day */
  readonly copySchedule?: CopySchedule;
  /** Users who get the role, by the names that SHOW USERS shows. @default - none */
  readonly users?: string[];
  /** Role that inherits the kedro role that is created. @default - the role that deploys first, which must see what the kedro role owns */
  readonly parentRole?: string;
  /** MLflow experiment that runs belong to. It must exist; MLflow creates `Default`. @default "Default" */
  readonly experimentName?: string;
  /** Refuses to plan a destroy of the internal model stage (`prevent_destroy`). @default false */
  readonly protection?: boolean;
}
