import { withRows } from "../../core/checks";
import type { ScoringFunctionSettings } from "../../platform";
import { SCORING_FUNCTION_ROWS } from "../../platform/model-endpoint/checks";
import { MODEL_SERVING } from "./checks";
import type { ResolvedServing } from "./defaults";
import type { ModelServingSettings } from "./settings";

/** Requirements on an endpoint of an environment: those of the endpoint, and those of its function. */
export const MODEL_ENDPOINT = withRows<ScoringFunctionSettings, ModelServingSettings, ResolvedServing>(
  SCORING_FUNCTION_ROWS,
  MODEL_SERVING,
);
