import { withRows } from "../../core/checks";
import { that, type Rule } from "../../core/rules";
import type { ScoringFunctionSettings } from "../../platform";
import { SCORING_FUNCTION_ROWS } from "../../platform/model-endpoint/checks";
import { MODEL_SERVING } from "./checks";
import type { ResolvedServing } from "./defaults";
import { ServingRuntime, type ModelEndpointSettings, type ModelServingSettings } from "./settings";

/** Requirements on an endpoint of an environment: those of the endpoint, and those of its function. */
export const MODEL_ENDPOINT = withRows<ScoringFunctionSettings, ModelServingSettings, ResolvedServing>(
  SCORING_FUNCTION_ROWS,
  MODEL_SERVING,
);

/** Whether every endpoint on Vertex AI has no such value, or one of a region. */
function areIn(region: string, endpoints: unknown, placeOf: (endpoint: ModelEndpointSettings) => string | undefined) {
  return (endpoints as ModelEndpointSettings[])
    .filter(({ runtime }) => runtime === ServingRuntime.VERTEX)
    .every((endpoint) => [undefined, region].includes(placeOf(endpoint)));
}

/**
 * Vertex AI pulls images in its own region.
 * @see https://cloud.google.com/vertex-ai/docs/predictions/custom-container-requirements
 */
export function vertexImagesIn(region: string): Rule {
  return that(
    (endpoints) => areIn(region, endpoints, ({ image = "" }) => /^([a-z0-9-]+)-docker\.pkg\.dev\//.exec(image)?.[1]),
    `have images in ${region}: Vertex AI pulls from Artifact Registry in its own region`,
    `Push the image to ${region}-docker.pkg.dev`,
  );
}

/** An endpoint uses a key in its own region. */
export function vertexKeysIn(region: string): Rule {
  return that(
    (endpoints) =>
      areIn(region, endpoints, ({ encryptionKeyId = "" }) => /\/locations\/([^/]+)\//.exec(encryptionKeyId)?.[1]),
    `have keys in ${region}, the platform's region`,
    "Use a key of that region, or change region",
  );
}
