import { isObject } from "../../../../core/json";
import {
  ModelServiceError,
  type ModelAnswer,
  type ModelRequest,
  type ModelRuntime,
} from "../../../servers/model-runtime";
import type { Account } from "../../../simulator/account";
import { UnknownElementError } from "../../../simulator/readers";
import { frozenOf, type ServedVariant } from "./frozen";

const MB = 1_000_000;

/** Largest requests: of serverless endpoints, and of others. */
const LIMITS = { serverless: 4 * MB, realTime: 6 * MB };

/** A call of an endpoint. */
export interface Invocation extends ModelRequest {
  readonly account: Account;
  readonly accountId: string;
  readonly endpoint: string;
  /** @default - none is there: a call that reaches a container is an error */
  readonly models?: ModelRuntime;
  /** A number from 0 to 1, by which a variant is chosen. */
  readonly random: () => number;
}

/**
 * The SageMaker runtime: chooses a variant by weight, and wraps what its container answers.
 * @throws UnknownElementError when no model is served locally
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
 */
export async function invokeEndpoint(call: Invocation): Promise<ModelAnswer> {
  const frozen = frozenOf(call.account, call.endpoint);
  if (frozen === undefined)
    return refusal(400, `Endpoint ${call.endpoint} of account ${call.accountId} not found.`, "ValidationError");
  const variant = choose(frozen.variants, call.random());
  const limit = variant.isServerless ? LIMITS.serverless : LIMITS.realTime;
  if (Buffer.byteLength(call.body) > limit)
    return refusal(413, `Request size exceeded the limit of ${limit} bytes`, "RequestEntityTooLarge");
  const problem = protocolProblem(call);
  if (problem !== undefined) return modelError(variant, { ...problem, body: Buffer.from(problem.message) });
  if (call.models === undefined)
    throw new UnknownElementError(`no local server serves the model of the endpoint ${call.endpoint}`);
  try {
    const { name: deployment, uri, image, environment } = variant;
    const { contentType, body } = call;
    const answer = await call.models.invoke({ deployment, uri, image, environment }, { contentType, body });
    return answer.status === 200 ? answer : modelError(variant, answer);
  } catch (error) {
    if (error instanceof ModelServiceError) return refusal(error.status, error.message);
    throw error;
  }
}

/** A variant without weight gets no calls. */
function choose(variants: readonly ServedVariant[], random: number): ServedVariant {
  const sum = variants.reduce((total, { weight }) => total + weight, 0);
  let rest = random * sum;
  const found = variants.find(({ weight }) => {
    rest -= weight;
    return weight > 0 && rest < 0;
  });
  const chosen = found ?? variants.filter(({ weight }) => weight > 0).at(-1);
  if (chosen === undefined) throw new UnknownElementError("an endpoint whose variants have no weight is not simulated");
  return chosen;
}

/** MLflow's scoring server takes other forms too; of them SageMaker's callers here use this one. */
function protocolProblem({ contentType, body }: ModelRequest): { status: number; message: string } | undefined {
  if (!/^application\/json\b/.test(contentType))
    return {
      status: 415,
      message: `This predictor only supports the content type application/json, not ${contentType}`,
    };
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { status: 400, message: "Invalid input. The request body is no JSON" };
  }
  if (isObject(parsed) && isObject(parsed.dataframe_split)) return undefined;
  return { status: 400, message: "Invalid input. The input must be a JSON dictionary with dataframe_split" };
}

function modelError({ name }: ServedVariant, { status, body }: ModelAnswer): ModelAnswer {
  const text = body.toString("utf8");
  const side = status < 500 ? "client" : "server";
  const answer = {
    ErrorCode: status < 500 ? "CLIENT_ERROR_FROM_MODEL" : "SERVER_ERROR_FROM_MODEL",
    LogStreamArn: "",
    Message: `Received ${side} error (${status}) from ${name} with message "${text}".`,
    OriginalMessage: text,
    OriginalStatusCode: status,
  };
  return { status: 424, body: Buffer.from(JSON.stringify(answer)) };
}

function refusal(status: number, message: string, code?: string): ModelAnswer {
  return { status, body: Buffer.from(JSON.stringify({ ...(code && { Code: code }), Message: message })) };
}
