import { isObject, type JsonObject } from "../../../../core/json";
import { jose } from "../../../jwt";
import {
  ModelServiceError,
  type ModelAnswer,
  type ModelRequest,
  type ModelRuntime,
  type ServedModel,
} from "../../../servers/model-runtime";
import type { Account } from "../../../simulator/account";
import { UnknownElementError } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { chooseByWeight, formProblem } from "../../model-serving";
import { allowsAction } from "../authorization/actions";
import { isSame, nameIn } from "../ids";
import { tenantId } from "../session";
import { addressProblem } from "./private-network";
import { seconds } from "./assets";
import { containerOf, type ModelContainer } from "./container";
import { DEPLOYMENT, ENDPOINT, part, propertiesOf, sentAs, trafficOf, word } from "./objects";

const SCORE = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action";
const AUDIENCE = "https://ml.azure.com";
/** From this version on a model is reported to end Azure's own container. https://github.com/Azure/azureml-examples/issues/4051 */
const BROKEN_SINCE = [3, 7] as const;

/** A call of an endpoint. */
export interface Invocation extends ModelRequest {
  readonly account: Account;
  /** API Management, which calls. */
  readonly service: Values;
  readonly url: URL;
  readonly path: string;
  readonly authorization: string | undefined;
  /** @default - none is there: a call that reaches a container is an error */
  readonly models?: ModelRuntime;
  /** A number from 0 to 1, by which a deployment is chosen. */
  readonly random: () => number;
}

/** What an endpoint answers, and why, for the person who reads the rehearsal. */
export interface EndpointAnswer extends ModelAnswer {
  /** Headers besides those of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly note?: string;
}

/** Whether an address is one of online endpoints. */
export function isEndpointHost(host: string): boolean {
  return host.endsWith(".inference.ml.azure.com");
}

/**
 * An online endpoint: who may call, which deployment answers, and what becomes of its answer.
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-troubleshoot-online-endpoints#http-status-codes
 */
export async function invokeEndpoint(call: Invocation): Promise<EndpointAnswer> {
  const { account, url, service } = call;
  const [name = "", location = ""] = url.hostname.split(".");
  const endpoint = account
    .list(ENDPOINT)
    .find(({ id, values }) => isSame(nameIn(id, "onlineEndpoints"), name) && isSame(sentAs(values).location, location));
  if (endpoint === undefined) return refusal(503, `${url.hostname} is the address of no online endpoint`);
  const closed = addressProblem(account, service, endpoint);
  if (closed !== undefined) return refusal(503, closed);
  const denied = callerProblem(call, endpoint.id);
  if (denied !== undefined) return denied;
  if (call.path !== "/score") return refusal(404, `an endpoint scores at /score, not at ${call.path}`);
  const weighted = trafficOf(endpoint).map(([deployment, weight]) => ({ deployment, weight }));
  if (weighted.every(({ weight }) => weight === 0)) return refusal(404, "no deployment of the endpoint has traffic");
  const { deployment } = chooseByWeight(weighted, call.random());
  const id = `${endpoint.id}/deployments/${deployment}`;
  const properties = propertiesOf(account, id);
  if (properties === undefined) return refusal(404, `the deployment ${deployment} does not exist`);
  try {
    return await score(call, modelOf(account, id, properties), containerOf(account, id, properties));
  } catch (error) {
    if (error instanceof ModelServiceError) return refusal(error.status, error.message);
    throw error;
  }
}

/** A deployment as the local scoring server takes it. */
export function modelOf(account: Account, id: string, properties: JsonObject): ServedModel {
  const { uri, image } = containerOf(account, id, properties);
  const limit = seconds(word(part(properties, "requestSettings"), "requestTimeout"));
  return {
    deployment: nameIn(id, "deployments") ?? "",
    uri,
    image,
    // The limit is Azure's; the local server keeps it.
    environment: { MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT: String(limit) },
  };
}

/** The models behind all deployments. */
export function servedModels(account: Account): ServedModel[] {
  return account.list(DEPLOYMENT).map(({ id, values }) => modelOf(account, id, part(sentAs(values), "properties")));
}

async function score(
  call: Invocation,
  model: ServedModel,
  { form, hasScript }: ModelContainer,
): Promise<EndpointAnswer> {
  const { models } = call;
  if (models === undefined) throw new UnknownElementError(`no local server serves the model ${model.uri}`);
  const [major = 0, minor = 0] = (models.mlflowVersion?.(model) ?? "0.0").split(".").map(Number);
  const [brokenMajor, brokenMinor] = BROKEN_SINCE;
  if (!hasScript && (major > brokenMajor || (major === brokenMajor && minor >= brokenMinor)))
    return refusal(
      502,
      `the container without code ends for a model of MLflow ${major}.${minor}: it needs a scoring script`,
    );
  const problem = formProblem(form, call);
  if (problem !== undefined) return modelError(problem);
  const answer = await models.invoke(model, hasScript ? call : asSplit(call));
  // The model took longer than its deployment allows.
  if (answer.status === 504) return refusal(408, "requestTimeout");
  if (answer.status !== 200) return modelError(answer);
  return hasScript ? answer : { ...answer, body: bareList(answer.body) };
}

/** Azure's own container takes `input_data`, the local server `dataframe_split`. */
function asSplit({ contentType, body }: ModelRequest): ModelRequest {
  const { columns, data } = part(JSON.parse(body) as JsonObject, "input_data");
  return { contentType, body: JSON.stringify({ dataframe_split: { columns, data } }) };
}

function bareList(body: Buffer): Buffer {
  const parsed: unknown = JSON.parse(body.toString("utf8"));
  return Buffer.from(JSON.stringify(isObject(parsed) ? parsed.predictions : parsed));
}

function callerProblem({ account, authorization }: Invocation, endpointId: string): EndpointAnswer | undefined {
  const [, token] = /^Bearer (.+)$/.exec(authorization ?? "") ?? [];
  if (token === undefined) return refusal(401, "the endpoint needs a token of Entra");
  const { aud, oid, tid } = jose().decodeJwt(token) as Record<string, unknown>;
  if (aud !== AUDIENCE || tid !== tenantId(account))
    return refusal(401, `the token is for ${String(aud)}, not for ${AUDIENCE}`);
  if (allowsAction(account, String(oid), SCORE, endpointId)) return undefined;
  return refusal(403, `no role of ${String(oid)} on the endpoint has the action ${SCORE}`);
}

/** The headers are documented, and so are their names in Azure's own proxy of a container. */
function modelError({ status, body }: ModelAnswer): EndpointAnswer {
  const headers = {
    "ms-azureml-model-error-reason": "model_error",
    "ms-azureml-model-error-statuscode": String(status),
  };
  return { status: 424, body, headers, note: `the model's container answers ${status}` };
}

function refusal(status: number, note: string): EndpointAnswer {
  return { status, body: Buffer.from(JSON.stringify({ error: { message: note } })), note };
}
