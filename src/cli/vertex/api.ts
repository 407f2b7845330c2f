import { setTimeout as sleep } from "node:timers/promises";
import { isObject, type JsonObject } from "../../core/json";

/** A model that is deployed to an endpoint. */
export interface DeployedModel {
  readonly id: string;
  /** Name of the model: `projects/<number>/locations/<region>/models/<id>`. */
  readonly model: string;
  readonly displayName: string;
  readonly dedicatedResources?: {
    readonly machineSpec?: { readonly machineType?: string };
    readonly minReplicaCount?: number;
    readonly maxReplicaCount?: number;
  };
}

/** An endpoint, as far as it is needed. */
export interface Endpoint {
  readonly deployedModels?: readonly DeployedModel[];
  /** Percent of the calls by ID of the deployed model. */
  readonly trafficSplit?: Readonly<Record<string, number>>;
}

/** An uploaded model. */
export interface Model {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Vertex AI refused a request, or an operation ended with an error. Its message is Google's own. */
export class VertexError extends Error {
  constructor(
    message: string,
    public readonly status: number,
  ) {
    super(message);
    this.name = "VertexError";
  }
}

export interface VertexApiOptions {
  readonly project: string;
  readonly region: string;
  readonly token: () => Promise<string>;
  /** The variables that gcloud reads too: CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM and _STORAGE. */
  readonly env: NodeJS.ProcessEnv;
  /** @default - 5000: milliseconds between two questions for an operation */
  readonly pollMs?: number;
  /** @default - an hour: milliseconds that an operation may take */
  readonly patienceMs?: number;
}

const POLL_MS = 5_000;
const PATIENCE_MS = 60 * 60_000;
const REQUEST_MS = 60_000;
/** In place of a status where no answer came. */
const UNREACHED = 599;
/** Times that a question is asked again when Google has no answer. */
const REPEATS = 4;

const withSlash = (address: string): string => (address.endsWith("/") ? address : `${address}/`);

/**
 * The part of Vertex AI's REST API that uploads and deploys models.
 * @see https://cloud.google.com/vertex-ai/docs/reference/rest
 */
export class VertexApi {
  private readonly base: string;
  private readonly storage: string;
  private readonly parent: string;

  constructor(private readonly options: VertexApiOptions) {
    const { project, region, env } = options;
    const overridden = env.CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM;
    this.base = `${withSlash(overridden || `https://${region}-aiplatform.googleapis.com/`)}v1/`;
    this.storage = withSlash(
      env.CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE || "https://storage.googleapis.com/storage/v1/",
    );
    this.parent = `projects/${project}/locations/${region}`;
  }

  /** @returns undefined for an endpoint that does not exist */
  public async endpoint(id: string): Promise<Endpoint | undefined> {
    return this.unlessMissing(this.ask<Endpoint>(`${this.base}${this.parent}/endpoints/${id}`));
  }

  /** The models whose labels a filter names. */
  public async models(filter: string): Promise<Model[]> {
    const found: Model[] = [];
    for (let page: string | undefined = ""; page !== undefined;) {
      const query = new URLSearchParams({ filter, pageToken: page });
      const answer: { models?: Model[]; nextPageToken?: string } = await this.ask(
        `${this.base}${this.parent}/models?${query.toString()}`,
      );
      found.push(...(answer.models ?? []));
      page = answer.nextPageToken || undefined;
    }
    return found;
  }

  /** Uploads a model. @returns its name */
  public async upload(model: object): Promise<string> {
    const answer = await this.operate(`${this.parent}/models:upload`, { model });
    return textIn(answer, "model");
  }

  /** Deploys a model without traffic. @returns the ID of the deployed model */
  public async deploy(endpointId: string, deployedModel: object): Promise<string> {
    const answer = await this.operate(`${this.parent}/endpoints/${endpointId}:deployModel`, { deployedModel });
    return textIn(isObject(answer.deployedModel) ? answer.deployedModel : {}, "id");
  }

  /** Sets the traffic of all deployed models at once. */
  public async setTraffic(endpointId: string, trafficSplit: Readonly<Record<string, number>>): Promise<void> {
    const url = `${this.base}${this.parent}/endpoints/${endpointId}?updateMask=trafficSplit`;
    await this.send("PATCH", url, { trafficSplit });
  }

  /** Ends a deployed model, which must have no traffic. */
  public async undeploy(endpointId: string, deployedModelId: string): Promise<void> {
    await this.operate(`${this.parent}/endpoints/${endpointId}:undeployModel`, { deployedModelId });
  }

  /** Deletes an uploaded model, which must not be deployed. */
  public async deleteModel(name: string): Promise<void> {
    await this.finish(await this.send("DELETE", `${this.base}${name}`));
  }

  /** Whether an object exists in Cloud Storage. @returns undefined when the caller may not know */
  public async hasObject(uri: string): Promise<boolean | undefined> {
    const [, bucket = "", object = ""] = /^gs:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
    try {
      await this.ask(`${this.storage}b/${bucket}/o/${encodeURIComponent(object)}?fields=name`);
      return true;
    } catch (error) {
      if (!(error instanceof VertexError) || ![401, 403, 404].includes(error.status)) throw error;
      return error.status === 404 ? false : undefined;
    }
  }

  private async unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof VertexError && error.status === 404) return undefined;
      throw error;
    }
  }

  private async operate(path: string, body: object): Promise<JsonObject> {
    return this.finish(await this.send("POST", `${this.base}${path}`, body));
  }

  /** Waits for the end of an operation. */
  private async finish(started: JsonObject): Promise<JsonObject> {
    const { pollMs = POLL_MS, patienceMs = PATIENCE_MS } = this.options;
    const end = Date.now() + patienceMs;
    let operation = started;
    while (operation.done !== true) {
      const name = textIn(operation, "name");
      if (Date.now() > end)
        throw new VertexError(`the operation ${name} did not end within ${Math.round(patienceMs / 60_000)} minutes`, 0);
      await sleep(pollMs);
      operation = await this.ask(`${this.base}${name}`);
    }
    if (isObject(operation.error)) throw new VertexError(String(operation.error.message), Number(operation.error.code));
    return isObject(operation.response) ? operation.response : {};
  }

  /** A question changes nothing: it is asked again when Google has no answer. */
  private async ask<T>(url: string): Promise<T> {
    for (let repeat = 0; ; repeat++) {
      try {
        return (await this.send("GET", url)) as T;
      } catch (error) {
        const isPassing = error instanceof VertexError && (error.status === 429 || error.status >= 500);
        if (!isPassing || repeat === REPEATS) throw error;
        await sleep((this.options.pollMs ?? POLL_MS) * (repeat + 1));
      }
    }
  }

  private async send(method: string, url: string, body?: object): Promise<JsonObject> {
    const headers = { authorization: `Bearer ${await this.options.token()}`, "content-type": "application/json" };
    const init = { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(REQUEST_MS) };
    const unreached = (error: unknown): never => {
      const { cause = error } = error as { cause?: unknown };
      throw new VertexError(`${new URL(url).host} cannot be reached: ${messageOf(cause)}`, UNREACHED);
    };
    const answer = await fetch(url, init).catch(unreached);
    const parsed = parse(await answer.text().catch(unreached));
    if (answer.ok) return parsed;
    const said = isObject(parsed.error) ? parsed.error.message : undefined;
    throw new VertexError(typeof said === "string" ? said : `${answer.status} ${answer.statusText}`, answer.status);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function parse(text: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function textIn(answer: JsonObject, name: string): string {
  const value = answer[name];
  if (typeof value !== "string") throw new VertexError(`Vertex AI answers without ${name}`, 0);
  return value;
}
