import type { DeployedModel, VertexApi } from "./api";
import { modelsOf } from "./models";
import type { VertexPlace } from "./target";

export interface RemovalOptions {
  readonly api: VertexApi;
  readonly place: VertexPlace;
  /** Name of the endpoint in the environment. */
  readonly name: string;
  /** Hears what is done. */
  readonly say: (text: string) => void;
}

/** The traffic in a form that can be compared. */
export function entriesOf(split: Readonly<Record<string, number>> = {}): string {
  const some = Object.entries(split).filter(([, percent]) => percent > 0);
  return JSON.stringify(some.sort());
}

/** Ends deployed models, which must have no traffic. */
export async function undeploy(
  { api, place, name, say }: RemovalOptions,
  models: readonly DeployedModel[],
): Promise<void> {
  for (const { id, displayName } of models) {
    say(`${name}: undeploying ${displayName} (${id})`);
    await api.undeploy(place.endpointId, id);
  }
}

/**
 * Removes all that was deployed and uploaded, so that Terraform can delete the endpoint.
 * @throws VertexError for what Vertex AI refuses
 */
export async function removeModels(options: RemovalOptions): Promise<string> {
  const { api, place, name } = options;
  const endpoint = await api.endpoint(place.endpointId);
  if (entriesOf(endpoint?.trafficSplit) !== entriesOf()) await api.setTraffic(place.endpointId, {});
  await undeploy(options, endpoint?.deployedModels ?? []);
  for (const model of await api.models(modelsOf(place))) await api.deleteModel(model.name);
  return `${name}: nothing is deployed`;
}
