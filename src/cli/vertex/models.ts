import { createHash } from "node:crypto";
import type { DeployedModel, Model } from "./api";
import type { VertexPlace, VertexTarget } from "./target";

const HASH_LENGTH = 32;

/** Labels by which a model is found again: Vertex AI's own names are numbers. */
const LABELS = { endpoint: "mlops_endpoint", deployment: "mlops_deployment", content: "mlops_content" } as const;

/** A deployment with its model's place. */
export interface WantedDeployment {
  readonly name: string;
  /** `gs://<bucket>/<prefix>/<location>`. */
  readonly uri: string;
}

/** The deployments that an endpoint is to have. */
export function wantedDeployments({ deployments, artifacts }: VertexTarget): WantedDeployment[] {
  return deployments.map(({ name, model }) => ({ name, uri: `${artifacts}/${model}` }));
}

/** The filter that finds the models of an endpoint. */
export function modelsOf({ endpointId }: VertexPlace): string {
  return `labels.${LABELS.endpoint}=${endpointId}`;
}

/**
 * A model as Vertex AI takes it. Another location, image, command or variable makes another model: a model is never changed.
 * @see https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.models#Model
 */
export function modelToUpload(target: VertexTarget, { name, uri }: WantedDeployment): Required<Pick<Model, "labels">> {
  const { image, command, port, environment, encryptionKeyId, displayName, endpointId } = target;
  const content = {
    artifactUri: uri,
    containerSpec: {
      imageUri: image,
      command,
      env: Object.entries(environment).map(([variable, value]) => ({ name: variable, value })),
      ports: [{ containerPort: port }],
      predictRoute: "/invocations",
      healthRoute: "/ping",
    },
    ...(encryptionKeyId && { encryptionSpec: { kmsKeyName: encryptionKeyId } }),
  };
  const hash = createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, HASH_LENGTH);
  const labels = { [LABELS.endpoint]: endpointId, [LABELS.deployment]: name, [LABELS.content]: hash };
  return { displayName: `${displayName}-${name}`, description: uri, labels, ...content } as { labels: typeof labels };
}

/** The one of the uploaded models that is the same. */
export function sameModel(uploaded: readonly Model[], { labels }: Required<Pick<Model, "labels">>): Model | undefined {
  return uploaded.find((each) => Object.entries(labels).every(([key, value]) => each.labels?.[key] === value));
}

/** A deployed model as Vertex AI takes it. */
export function modelToDeploy(target: VertexTarget, name: string, model: string): Omit<DeployedModel, "id"> {
  const { instanceType, minInstances, maxInstances } = target;
  return {
    model,
    displayName: name,
    dedicatedResources: {
      machineSpec: { machineType: instanceType },
      minReplicaCount: minInstances,
      maxReplicaCount: maxInstances,
    },
  };
}

/** Names have the project's ID or its number, and may end with a version. */
const idOf = (name: string): string => name.slice(name.lastIndexOf("/") + 1).replace(/@.*$/, "");

/** Whether a model is the one of a name. */
export function isModel(name: string, other: string): boolean {
  return idOf(name) === idOf(other);
}

/** The one of the deployed models that is the same. */
export function sameDeployed(
  deployed: readonly DeployedModel[],
  wanted: Omit<DeployedModel, "id">,
): DeployedModel | undefined {
  const size = ({ dedicatedResources: resources }: Omit<DeployedModel, "id">): string =>
    [resources?.machineSpec?.machineType, resources?.minReplicaCount, resources?.maxReplicaCount].join(" ");
  return deployed.find(
    (each) =>
      each.displayName === wanted.displayName && isModel(each.model, wanted.model) && size(each) === size(wanted),
  );
}
