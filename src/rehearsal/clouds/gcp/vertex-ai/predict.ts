import type { ModelAnswer, ModelRequest, ModelRuntime, ServedModel } from "../../../servers/model-runtime";
import { ModelServiceError } from "../../../servers/model-runtime";
import type { Account } from "../../../simulator/account";
import type { Values } from "../../../simulator/rule";
import { chooseByWeight, formProblem, isOver } from "../../model-serving";
import { normalName } from "../ids";
import { mayUse } from "./access";
import { endpointAt } from "./hosts";
import { deployedState, modelOf, type DeployedHere } from "./state";

/** Largest request of a dedicated endpoint. @see https://cloud.google.com/vertex-ai/docs/predictions/choose-endpoint-type */
const LIMIT = 10_000_000;

/** A call of an endpoint. */
export interface Prediction extends ModelRequest {
  readonly account: Account;
  readonly host: string;
  /** `/v1/projects/<number>/locations/<region>/endpoints/<id>:rawPredict`. */
  readonly path: string;
  /** Who calls: `serviceAccount:<email>`. */
  readonly member: string;
  readonly models: ModelRuntime;
  /** A number from 0 to 1, by which a deployed model is chosen. */
  readonly random: () => number;
}

/** An answer of Google's own. */
export function googleError(code: number, status: string, message: string): ModelAnswer {
  return { status: code, body: Buffer.from(JSON.stringify({ error: { code, message, status } })) };
}

/** A deployed model as its container runs. */
export function servedModel(account: Account, deployed: DeployedHere): ServedModel {
  const model = modelOf(account, deployed);
  const { imageUri = "", env = [] } = model?.containerSpec ?? {};
  return {
    deployment: deployed.displayName,
    uri: model?.artifactUri ?? "",
    image: imageUri,
    environment: Object.fromEntries(env.map(({ name, value }) => [name, value])),
  };
}

/**
 * What an endpoint answers at its own host; undefined for a host that does not exist.
 * @see https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints/rawPredict
 */
export async function rawPredict(call: Prediction): Promise<ModelAnswer | undefined> {
  const endpoint = endpointAt(call.account, call.host);
  if (endpoint === undefined) return undefined;
  const name = normalName(call.account, call.path.replace(/^\/v1\//, "").replace(/:rawPredict$/, ""));
  if (!call.path.endsWith(":rawPredict") || name !== endpoint.id)
    return googleError(404, "NOT_FOUND", `The endpoint ${name} is not found.`);
  return refusal(call, endpoint) ?? answer(call, endpoint);
}

function refusal({ account, member, ...request }: Prediction, { id }: Values): ModelAnswer | undefined {
  const permission = "aiplatform.endpoints.predict";
  if (!mayUse(account, String(id), permission, member))
    return googleError(
      403,
      "PERMISSION_DENIED",
      `Permission '${permission}' denied on resource '//aiplatform.googleapis.com/${String(id)}' (or it may not exist).`,
    );
  // Not verified: the status.
  if (isOver(LIMIT, request)) return googleError(413, "INVALID_ARGUMENT", "Request payload size exceeds the limit.");
  return undefined;
}

async function answer(call: Prediction, { id }: Values): Promise<ModelAnswer> {
  const { account, models, contentType, body } = call;
  const { models: deployed, traffic } = deployedState(account, String(id));
  const weighted = deployed.map((model) => ({ model, weight: traffic[model.id] ?? 0 }));
  if (!weighted.some(({ weight }) => weight > 0))
    return googleError(400, "FAILED_PRECONDITION", `Endpoint ${String(id)} doesn't have traffic_split.`);
  const problem = formProblem("dataframe_split", call);
  if (problem !== undefined) return problem;
  const { model } = chooseByWeight(weighted, call.random());
  try {
    return await models.invoke(servedModel(account, model), { contentType, body });
  } catch (error) {
    if (error instanceof ModelServiceError) return googleError(error.status, "UNAVAILABLE", error.message);
    throw error;
  }
}
