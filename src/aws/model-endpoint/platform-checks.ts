import { withRows, type Row } from "../../core/checks";
import { integer, required, that, type Rule } from "../../core/rules";
import { IDENTIFIER } from "../../snowflake/rules";
import { MODEL_SERVING } from "./checks";
import { parseEcrImage } from "./image";
import { functionNameOf } from "./function-name";
import type { ResolvedServing } from "./defaults";
import type { ModelEndpointSettings, ModelServingSettings, ScoringFunctionSettings } from "./settings";

/** Requirements on an endpoint of an environment: those of the endpoint, and those of its function. */
export const MODEL_ENDPOINT = withRows<ScoringFunctionSettings, ModelServingSettings, ResolvedServing>(
  [
    {
      field: "signature",
      rule: required(
        "the columns become the arguments of the function",
        "Use ModelSignature.fromMlmodel(<folder of the model>)",
      ),
    },
    { field: "functionName", rule: IDENTIFIER, synthesis: true },
    { field: "readers", rule: IDENTIFIER, each: true, synthesis: true },
    { field: "maxBatchRows", rule: integer(1, 100_000, "rows in a request"), synthesis: true },
  ],
  MODEL_SERVING,
);

interface Endpoints {
  readonly endpoints?: ModelEndpointSettings[];
}

const unique = (what: string, of: (endpoint: ModelEndpointSettings) => string): Row<Endpoints> => ({
  field: "endpoints",
  rule: that(
    (endpoints) => {
      const all = (endpoints as ModelEndpointSettings[]).map(of);
      return new Set(all).size === all.length;
    },
    `have unique ${what}`,
    "Rename one of them",
  ),
});

/** What no two endpoints of an environment share. */
export const UNIQUE_ENDPOINTS: readonly Row<Endpoints>[] = [
  unique("names", ({ name }) => name),
  unique("names of functions", functionNameOf),
];

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
