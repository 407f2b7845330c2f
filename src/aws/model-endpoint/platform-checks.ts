import { withRows } from "../../core/checks";
import { that, type Rule } from "../../core/rules";
import type { ScoringFunctionSettings } from "../../platform";
import { SCORING_FUNCTION_ROWS } from "../../platform/model-endpoint/checks";
import { MODEL_SERVING } from "./checks";
import type { ResolvedServing } from "./defaults";
import { parseEcrImage } from "./image";
import type { ModelEndpointSettings, ModelServingSettings } from "./settings";

/** Requirements on an endpoint of an environment: those of the endpoint, and those of its function. */
export const MODEL_ENDPOINT = withRows<ScoringFunctionSettings, ModelServingSettings, ResolvedServing>(
  SCORING_FUNCTION_ROWS,
  MODEL_SERVING,
);

/** SageMaker pulls images in its own region. An image that is not in ECR has a message of its own. */
export function imagesIn(region: string): Rule {
  return that(
    (endpoints) =>
      (endpoints as ModelEndpointSettings[]).every(({ image }) =>
        [undefined, region].includes(parseEcrImage(image)?.region),
      ),
    `have images in ${region}: SageMaker pulls from ECR in its own region`,
    `Push the image to ECR in ${region}`,
  );
}
