import { SCORING_TIMEOUT_SECONDS } from "../../mlflow/scoring/errors";

/** Seconds of a slow call: four fifths of the time that a model has. */
export const SLOW_SCORING_SECONDS = Math.floor(SCORING_TIMEOUT_SECONDS * 0.8);
