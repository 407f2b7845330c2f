import { TerraformStack, Testing } from "cdktf";
import { Size } from "../../../src/core";
import {
  GcpMlopsPlatform,
  GcpProviders,
  ImageRepositories,
  ModelEndpoint,
  type GcpMlopsPlatformProps,
  type ModelEndpointProps,
  type ModelEndpointSettings,
} from "../../../src/gcp";
import { ModelColumnType, ModelSignature } from "../../../src/mlflow";
import { refusalOf } from "../../support/refusal";
import { component, emptyStack, someArtifactStore } from "../fixture";
import { Synthesized } from "../synthesized";

export const MODEL = "1/models/m-0123456789abcdef/artifacts";
export const SECOND = "1/models/m-2/artifacts";

export const SIGNATURE = new ModelSignature({
  inputs: [
    { name: "sepal_length", type: ModelColumnType.DOUBLE },
    { name: "sepal_width", type: ModelColumnType.DOUBLE },
  ],
  outputs: [ModelColumnType.LONG],
});

export const IRIS: ModelEndpointSettings = {
  name: "iris",
  deployments: [{ name: "blue", model: MODEL }],
  signature: SIGNATURE,
};

export const TWO = [
  { name: "blue", model: MODEL },
  { name: "green", model: SECOND },
];

/** Nine calls of ten to the old model. */
export const SPLIT: ModelEndpointSettings = { ...IRIS, deployments: TWO, traffic: { blue: 90, green: 10 } };

/** An endpoint of models in a bucket that exists. */
export function someEndpoint(props: Partial<ModelEndpointProps> = {}): Synthesized {
  const stack = emptyStack();
  const { name, deployments } = IRIS;
  new ModelEndpoint(stack, "Endpoint", {
    ...{ ...component, name, deployments },
    artifactStore: someArtifactStore(stack),
    serverImages: new ImageRepositories(stack, "Images", component),
    snowflakeAccount: { account: "AB12345", region: "AWS_EU_CENTRAL_1" },
    ...props,
  });
  return Synthesized.of(stack);
}

/** What a platform says of its endpoints: field and rule of each problem. */
export function problemsOf(...endpoints: ModelEndpointSettings[]): string[] {
  return platformProblems({ endpoints });
}

/** What a platform says: field and rule of each problem. */
export function platformProblems(props: Partial<GcpMlopsPlatformProps>): string[] {
  const stack = new TerraformStack(Testing.app(), "test");
  GcpProviders.addTo(stack);
  const found = refusalOf(() => new GcpMlopsPlatform(stack, "P", { prefix: "mlops-dev", size: Size.DEV, ...props }));
  return found.map(({ field, rule }) => `${field} ${rule}`);
}
