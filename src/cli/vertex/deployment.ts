import { setTimeout as sleep } from "node:timers/promises";
import { MissingTool } from "../../rehearsal/deploy/project";
import type { DeployedModel, Model, VertexApi } from "./api";
import {
  isModel,
  modelToDeploy,
  modelToUpload,
  modelsOf,
  sameDeployed,
  sameModel,
  wantedDeployments,
  type WantedDeployment,
} from "./models";
import type { VertexTarget } from "./target";
import { entriesOf, undeploy } from "./removal";

/** Before an old model ends: calls that it got before the traffic changed are answered until then. */
const DRAIN_MS = 30_000;

export interface DeploymentOptions {
  readonly api: VertexApi;
  readonly target: VertexTarget;
  /** Name of the endpoint in the environment. */
  readonly name: string;
  /** Hears what is done. */
  readonly say: (text: string) => void;
  /** @default - 30 seconds */
  readonly drainMs?: number;
}

/**
 * Makes an endpoint have what the deploy says. New models are deployed beside the old ones and get their traffic when all of them answer, in
 * one step; the old ones end after that. What is there already is kept: a second run changes nothing, and one after a failure goes on.
 */
export class VertexDeployment {
  constructor(private readonly options: DeploymentOptions) {}

  /**
   * Uploads and deploys what is missing, moves the traffic, and removes what is no longer wanted.
   * @throws MissingTool for an endpoint or a model that does not exist; VertexError for what Vertex AI refuses
   */
  public async apply(): Promise<string> {
    const { api, target, name } = this.options;
    const endpoint = await api.endpoint(target.endpointId);
    if (endpoint === undefined)
      throw new MissingTool(`The endpoint ${target.endpointId} of ${name} does not exist`, "Deploy the stack again.");
    const wanted = wantedDeployments(target);
    await this.checkModels(wanted);
    const uploaded = await api.models(modelsOf(target));
    const before = endpoint.deployedModels ?? [];
    const now: { readonly deployment: WantedDeployment; readonly id: string; readonly model: string }[] = [];
    for (const deployment of wanted) {
      const model = await this.upload(deployment, uploaded);
      now.push({ deployment, model, id: await this.deploy(deployment, model, before) });
    }
    const split = Object.fromEntries(
      now
        .map(({ deployment, id }) => [id, target.traffic[deployment.name] ?? 0] as const)
        .filter(([, percent]) => percent > 0),
    );
    const shown = wanted.map((each) => `${each.name} ${target.traffic[each.name] ?? 0} %`).join(", ");
    const isMoved = entriesOf(endpoint.trafficSplit) !== entriesOf(split);
    if (isMoved) {
      this.say(`traffic: ${shown}`);
      await api.setTraffic(target.endpointId, split);
    }
    const old = before.filter(({ id }) => !now.some((each) => each.id === id));
    if (isMoved && old.length > 0) await sleep(this.options.drainMs ?? DRAIN_MS);
    await undeploy({ ...this.options, place: target }, old);
    for (const each of uploaded.filter(({ name: model }) => !now.some((kept) => isModel(kept.model, model))))
      await api.deleteModel(each.name);
    return `${name}: ${shown}`;
  }

  /** A model that is not there would fail after minutes, and Vertex AI does not say why. */
  private async checkModels(wanted: readonly WantedDeployment[]): Promise<void> {
    for (const { name, uri } of wanted) {
      const isThere = await this.options.api.hasObject(`${uri}/MLmodel`);
      if (isThere === false)
        throw new MissingTool(
          `There is no model at ${uri}: it has no file MLmodel`,
          `Correct the model of the deployment ${name} in the environment's file, and deploy.`,
        );
      if (isThere === undefined) this.say(`these credentials may not read ${uri}, which is not checked`);
    }
  }

  private async upload(deployment: WantedDeployment, uploaded: readonly Model[]): Promise<string> {
    const { api, target } = this.options;
    const model = modelToUpload(target, deployment);
    const found = sameModel(uploaded, model);
    if (found !== undefined) return found.name;
    this.say(`uploading ${deployment.uri}`);
    return api.upload(model);
  }

  private async deploy({ name }: WantedDeployment, model: string, before: readonly DeployedModel[]): Promise<string> {
    const { api, target } = this.options;
    const wanted = modelToDeploy(target, name, model);
    const found = sameDeployed(before, wanted);
    if (found !== undefined) return found.id;
    this.say(`deploying ${name} on ${target.instanceType}, which takes Vertex AI 5 to 20 minutes`);
    return api.deploy(target.endpointId, wanted);
  }

  private say(text: string): void {
    this.options.say(`${this.options.name}: ${text}`);
  }
}
