import { isObject, type JsonObject } from "../../../../core/json";
import type { ModelAnswer, ServedModel } from "../../../servers/model-runtime";
import type { Account } from "../../../simulator/account";
import { newId } from "../../../simulator/ids";
import type { Values } from "../../../simulator/rule";
import { findByName, nameIn, normalName } from "../ids";
import { projectNumber, projectOf } from "../session";
import { mayUse } from "./access";
import { ENDPOINT } from "./hosts";
import { googleError, servedModel } from "./predict";
import { deployedState, uploadedModels, type DeployedHere, type UploadedModel } from "./state";

function isUpload(given: unknown): given is Omit<UploadedModel, "name"> {
  if (!isObject(given) || !isObject(given.containerSpec)) return false;
  const needed = [given.displayName, given.artifactUri, given.containerSpec.imageUri];
  return needed.every((each) => typeof each === "string");
}

/** A request of the REST API. */
export interface ApiRequest {
  readonly method: string;
  /** Without the query: `/v1/projects/...`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
  /** Who calls: `user:<email>`. */
  readonly member: string;
}

/** What the models' containers do. */
export interface Containers {
  /**
   * Settles when a model answers.
   * @throws Error when it does not
   */
  ready(model: ServedModel): Promise<void>;
}

/** Google's own refusal. */
class Refusal extends Error {
  constructor(
    public readonly code: number,
    public readonly status: string,
    message: string,
  ) {
    super(message);
  }
}

const invalid = (message: string): Refusal => new Refusal(400, "INVALID_ARGUMENT", message);
const failed = (message: string): Refusal => new Refusal(400, "FAILED_PRECONDITION", message);
const missing = (name: string): Refusal => new Refusal(404, "NOT_FOUND", `${name} is not found.`);

type Handler = (request: ApiRequest, name: string) => object | Promise<object>;

/**
 * The part of Vertex AI's REST API that uploads and deploys models, on the simulated account.
 * @see https://cloud.google.com/vertex-ai/docs/reference/rest
 */
export class VertexService {
  private readonly operations = new Map<string, object>();
  private readonly routes: readonly (readonly [string, RegExp, string, Handler])[] = [
    ["POST", /^(.+)\/models:upload$/, "models.upload", (request, parent) => this.upload(request, parent)],
    ["GET", /^(.+)\/models$/, "models.list", (request) => this.list(request)],
    ["DELETE", /^(.+\/models\/\d+)$/, "models.delete", (_, name) => this.deleteModel(name)],
    ["GET", /^(.+\/endpoints\/\d+)$/, "endpoints.get", (_, name) => this.endpoint(name)],
    ["PATCH", /^(.+\/endpoints\/\d+)$/, "endpoints.update", (request, name) => this.setTraffic(request, name)],
    ["POST", /^(.+\/endpoints\/\d+):deployModel$/, "endpoints.deploy", (request, name) => this.deploy(request, name)],
    [
      "POST",
      /^(.+\/endpoints\/\d+):undeployModel$/,
      "endpoints.undeploy",
      (request, name) => this.undeploy(request, name),
    ],
  ];

  constructor(
    private readonly account: Account,
    private readonly containers: Containers,
  ) {}

  /** Answers a request. */
  public async answer(request: ApiRequest): Promise<ModelAnswer> {
    try {
      return { status: 200, body: Buffer.from(JSON.stringify(await this.handle(request))) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return googleError(error.code, error.status, error.message);
    }
  }

  private async handle(request: ApiRequest): Promise<object> {
    const path = request.path.replace(/^\/v1\//, "");
    if (path.includes("/operations/")) return this.operation(path);
    for (const [method, form, permission, handler] of this.routes) {
      const [, name] = method === request.method ? (form.exec(path) ?? []) : [];
      if (name === undefined) continue;
      const resource = permission.startsWith("endpoints.")
        ? normalName(this.account, name)
        : `projects/${projectOf(this.account)}`;
      if (!mayUse(this.account, resource, `aiplatform.${permission}`, request.member))
        throw new Refusal(
          403,
          "PERMISSION_DENIED",
          `Permission 'aiplatform.${permission}' denied on resource '${name}'.`,
        );
      return handler(request, name);
    }
    throw missing(request.path);
  }

  /** It ends when it is asked for: nothing of an operation is known at its start. */
  private begin(parent: string, response: object): object {
    const name = `${parent}/operations/${newId(this.account, "operation", "digits", 19)}`;
    this.operations.set(name, { name, done: true, response });
    return { name, done: false };
  }

  private operation(name: string): object {
    const found = this.operations.get(name);
    if (found === undefined) throw missing(name);
    return found;
  }

  private upload({ body }: ApiRequest, parent: string): object {
    const { model } = body;
    if (!isUpload(model)) throw invalid("model.display_name, artifact_uri and container_spec.image_uri are required.");
    const image = model.containerSpec.imageUri;
    const region = nameIn(parent, "locations") ?? "";
    if (!image.startsWith(`${region}-docker.pkg.dev/`))
      throw invalid(`The image ${image} must be in Artifact Registry in ${region}.`);
    for (const [key, value] of Object.entries(model.labels ?? {}))
      if (!/^[a-z][a-z0-9_-]{0,63}$/.test(key) || !/^[a-z0-9_-]{0,63}$/.test(value))
        throw invalid(`Invalid label ${key}: ${value}`);
    const [, bucket = ""] = /^gs:\/\/([^/]+)\/./.exec(model.artifactUri) ?? [];
    if (findByName(this.account, "google_storage_bucket", bucket) === undefined)
      throw invalid(`The bucket of ${model.artifactUri} does not exist, or the service agent may not read it.`);
    const id = `9${newId(this.account, "model", "digits", 18)}`;
    const name = `projects/${projectNumber()}/locations/${region}/models/${id}`;
    uploadedModels(this.account).push({ ...model, name });
    return this.begin(name, { model: name, modelVersionId: "1" });
  }

  private list({ query }: ApiRequest): object {
    const [, key = "", value] = /^labels\.([a-z_]+)=(.+)$/.exec(query.get("filter") ?? "") ?? [];
    return { models: uploadedModels(this.account).filter(({ labels }) => labels[key] === value) };
  }

  private deleteModel(path: string): object {
    const models = uploadedModels(this.account);
    const index = models.findIndex(({ name }) => normalName(this.account, name) === normalName(this.account, path));
    const [found] = models.slice(index);
    if (index < 0 || found === undefined) throw missing(path);
    const holder = this.account
      .list(ENDPOINT)
      .find(({ id }) => deployedState(this.account, id).models.some(({ model }) => model === found.name));
    if (holder !== undefined) throw failed(`The model ${path} is deployed to ${holder.id}.`);
    models.splice(index, 1);
    return this.begin(found.name, {});
  }

  private need(path: string): Values {
    const found = findByName(this.account, ENDPOINT, path);
    if (found === undefined) throw missing(path);
    return found;
  }

  private endpoint(path: string): object {
    const endpoint = this.need(path);
    const { models, traffic } = deployedState(this.account, String(endpoint.id));
    return {
      name: path,
      displayName: endpoint.display_name,
      deployedModels: models.map(({ machineType, minReplicaCount, maxReplicaCount, ...each }) => ({
        ...each,
        dedicatedResources: { machineSpec: { machineType }, minReplicaCount, maxReplicaCount },
      })),
      trafficSplit: traffic,
    };
  }

  private async deploy({ body }: ApiRequest, path: string): Promise<object> {
    const endpoint = this.need(path);
    const wanted = isObject(body.deployedModel) ? body.deployedModel : {};
    const resources = isObject(wanted.dedicatedResources) ? wanted.dedicatedResources : {};
    const { machineSpec, minReplicaCount, maxReplicaCount } = resources;
    const machineType = isObject(machineSpec) ? machineSpec.machineType : undefined;
    if (typeof machineType !== "string" || typeof minReplicaCount !== "number" || minReplicaCount < 1)
      throw invalid("dedicated_resources needs a machine type and one replica at least.");
    const model = uploadedModels(this.account).find(({ name }) => name === wanted.model);
    if (model === undefined) throw missing(String(wanted.model));
    if (keyOf(endpoint) !== model.encryptionSpec?.kmsKeyName)
      throw failed("The model and the endpoint must have the same encryption_spec.");
    const deployed: DeployedHere = {
      id: `8${newId(this.account, "deployed model", "digits", 18)}`,
      ...{ model: model.name, displayName: String(wanted.displayName), machineType, minReplicaCount },
      maxReplicaCount: typeof maxReplicaCount === "number" ? maxReplicaCount : minReplicaCount,
    };
    try {
      await this.containers.ready(servedModel(this.account, deployed));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw failed(
        `Model server never became ready. Please validate that your model file or container configuration are valid: ${reason}`,
      );
    }
    deployedState(this.account, String(endpoint.id)).models.push(deployed);
    return this.begin(path, { deployedModel: { id: deployed.id } });
  }

  private setTraffic({ body, query }: ApiRequest, path: string): object {
    const endpoint = this.need(path);
    const state = deployedState(this.account, String(endpoint.id));
    if (query.get("updateMask") !== "trafficSplit" || !isObject(body.trafficSplit))
      throw invalid("update_mask must be trafficSplit.");
    const split = body.trafficSplit as Record<string, number>;
    const unknown = Object.keys(split).find((id) => !state.models.some((each) => each.id === id));
    if (unknown !== undefined) throw invalid(`traffic_split has ${unknown}, which is not deployed to the endpoint.`);
    const sum = Object.values(split).reduce((total, each) => total + each, 0);
    if (Object.keys(split).length > 0 && sum !== 100) throw invalid("Traffic percentages must add up to 100.");
    state.traffic = split;
    return this.endpoint(path);
  }

  private undeploy({ body }: ApiRequest, path: string): object {
    const endpoint = this.need(path);
    const state = deployedState(this.account, String(endpoint.id));
    const id = String(body.deployedModelId);
    if (!state.models.some((each) => each.id === id)) throw missing(`The deployed model ${id}`);
    if ((state.traffic[id] ?? 0) > 0) throw failed(`The deployed model ${id} has traffic.`);
    state.models = state.models.filter((each) => each.id !== id);
    return this.begin(path, {});
  }
}

function keyOf(endpoint: Values): string | undefined {
  const [spec] = Array.isArray(endpoint.encryption_spec) ? endpoint.encryption_spec : [];
  return isObject(spec) && typeof spec.kms_key_name === "string" ? spec.kms_key_name : undefined;
}
