import type { ModelSignature } from "../../mlflow";

/** A model behind an endpoint, under a name that stays when the model changes. */
export interface ModelDeployment {
  /** Name of the deployment; constant over updates, as traffic refers to it. */
  readonly name: string;
  /**
   * Location of the model below the artifact prefix. MLflow 3 keeps a logged model under `<experiment>/models/m-<id>/artifacts`; a location
   * that ends with `.tar.gz` is an archive of it, which serverless endpoints of SageMaker need.
   */
  readonly model: string;
}

/** Settings of a function that scores rows by an endpoint. */
export interface ScoringFunctionSettings {
  /** Columns of the model: `ModelSignature.fromMlmodel(file)` reads them. They become the arguments of the function. */
  readonly signature: ModelSignature;
  /** Upper-case name of the function. @default - "SCORE_<NAME>" */
  readonly functionName?: string;
  /** Rows in a request at most. @default - what fills half of maxPayloadBytes, at most 1,000 */
  readonly maxBatchRows?: number;
  /** Existing roles that may call the function. @default - none: the owner only */
  readonly readers?: string[];
}
