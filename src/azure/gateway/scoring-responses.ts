import { SCORING_ERRORS, type ScoringError } from "../../mlflow/scoring/errors";

/** What the caller gets for some statuses. */
export interface ScoringResponse {
  /** Statuses. @default - all others */
  readonly of?: readonly number[];
  readonly status: number;
  readonly reason: string;
  readonly error: ScoringError;
}

const { forbidden, modelError, notFound, other, timeout, tooLarge, tooManyRequests, unavailable } = SCORING_ERRORS;

const TOO_MANY: ScoringResponse = { of: [429], status: 429, reason: "Too Many Requests", error: tooManyRequests };
const UNAVAILABLE: readonly ScoringResponse[] = [
  { of: [502], status: 502, reason: "Bad Gateway", error: unavailable },
  { of: [503], status: 503, reason: "Service Unavailable", error: unavailable },
];
const FINAL = { status: 422, reason: "Unprocessable Entity" };

/** Status of Azure Machine Learning for an answer of a model's container that is not 200, and for one that is too large. */
export const MODEL_FAILED = 424;

/**
 * Header of such an answer: the status that the container had. Without it the container did not answer, or answered too much.
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-troubleshoot-online-endpoints#http-status-codes
 */
export const MODEL_STATUS = "ms-azureml-model-error-statuscode";

/**
 * What becomes of the status of a model's container. Snowflake repeats a batch after 429 and 5XX, and gives up after any other status: a
 * container that is busy or restarts is asked again, and what the model itself answers is final. MLflow's server has 504 for a model that is
 * too slow, which is too slow a second time.
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-best-practices
 */
export const MODEL_RESPONSES: readonly ScoringResponse[] = [
  TOO_MANY,
  ...UNAVAILABLE,
  { of: [504], ...FINAL, error: timeout },
  { ...FINAL, error: modelError },
];

/**
 * What becomes of all other statuses, which are of Azure Machine Learning. It answers 408 for a model that is too slow, which it
 * would be for the same rows again.
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-troubleshoot-online-endpoints#http-status-codes
 */
export const SCORING_RESPONSES: readonly ScoringResponse[] = [
  { of: [401, 403], status: 403, reason: "Forbidden", error: forbidden },
  { of: [404], status: 404, reason: "Not Found", error: notFound },
  { of: [408], ...FINAL, error: timeout },
  { of: [413], status: 413, reason: "Payload Too Large", error: tooLarge },
  TOO_MANY,
  { of: [500], status: 500, reason: "Internal Server Error", error: other },
  ...UNAVAILABLE,
  { of: [504], status: 504, reason: "Gateway Timeout", error: unavailable },
  { status: 400, reason: "Bad Request", error: other },
];

/** What API Management itself answers: too many calls at once, or no answer of the endpoint. Its refusals of a caller stay. */
export const GATEWAY_ERRORS: readonly ScoringResponse[] = [
  TOO_MANY,
  { of: [500, 504], status: 503, reason: "Service Unavailable", error: unavailable },
];
