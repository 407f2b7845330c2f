import {
  ModelServiceError,
  type ModelAnswer,
  type ModelRequest,
  type ModelRuntime,
} from "../../../servers/model-runtime";
import type { Account } from "../../../simulator/account";
import { UnknownElementError } from "../../../simulator/readers";
import { chooseByWeight, formProblem, isOver } from "../../model-serving";
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
  const variant = chooseByWeight(frozen.variants, call.random());
  const limit = variant.isServerless ? LIMITS.serverless : LIMITS.realTime;
  if (isOver(limit, call))
    return refusal(413, `Request size exceeded the limit of ${limit} bytes`, "RequestEntityTooLarge");
  const problem = formProblem("dataframe_split", call);
  if (problem !== undefined) return modelError(variant, problem);
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
