import { TerraformStack, Testing } from "cdktf";
import {
  ArtifactStore,
  AwsMlopsPlatform,
  ModelEndpoint,
  type ModelEndpointProps,
  type ModelEndpointSettings,
} from "../../../src/aws";
import { Size } from "../../../src/core";
import { ModelColumnType, ModelSignature } from "../../../src/mlflow";
import { refusalOf } from "../../support/refusal";
import { emptyStack, providers } from "../fixture";
import { Synthesized } from "../synthesized";

export const IMAGE = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/mlflow-pyfunc:3.17.2";
export const MODEL = "1/models/m-0123456789abcdef/artifacts";
export const ARCHIVE = "1/models/m-0123456789abcdef/model.tar.gz";

export const SIGNATURE = new ModelSignature({
  inputs: [
    { name: "sepal_length", type: ModelColumnType.DOUBLE },
    { name: "sepal_width", type: ModelColumnType.DOUBLE },
  ],
  outputs: [ModelColumnType.LONG],
});

export const IRIS: ModelEndpointSettings = {
  name: "iris",
  image: IMAGE,
  deployments: [{ name: "blue", model: MODEL }],
  signature: SIGNATURE,
};

export const SERVERLESS: ModelEndpointSettings = {
  ...IRIS,
  deployments: [{ name: "blue", model: ARCHIVE }],
  serverless: {},
};

/** An endpoint of models in a bucket that exists. */
export function someEndpoint(props: Partial<ModelEndpointProps> = {}): Synthesized {
  const stack = emptyStack();
  const { name, image, deployments } = IRIS;
  new ModelEndpoint(stack, "Endpoint", {
    ...{ prefix: "mlops-dev", size: Size.DEV, name, image, deployments },
    artifactStore: ArtifactStore.fromArtifactStoreAttributes(stack, "Artifacts", { bucketName: "my-artifacts" }),
    ...props,
  });
  return Synthesized.of(stack);
}

/** What a platform says of its endpoints: field and rule of each problem. */
export function problemsOf(...endpoints: ModelEndpointSettings[]): string[] {
  const stack = new TerraformStack(Testing.app(), "test");
  providers(stack);
  const found = refusalOf(() => new AwsMlopsPlatform(stack, "P", { prefix: "mlops-dev", size: Size.DEV, endpoints }));
  return found.map(({ field, rule }) => `${field} ${rule}`);
}
