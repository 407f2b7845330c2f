import type { ScoringFunction } from "../mlflow";
import type { ModelEndpoint } from "./model-endpoint/model-endpoint";

/** An endpoint, and the SQL function that scores rows by it. */
export interface ScoredModel {
  readonly endpoint: ModelEndpoint;
  readonly scoringFunction: ScoringFunction;
}
