import { SCORING_ERRORS, type ScoringError } from "../../mlflow/scoring/errors";

/** What the caller gets for some statuses. */
export interface ScoringResponse {
  /** Statuses of the endpoint. @default - all others */
  readonly of?: readonly number[];
  readonly status: number;
  readonly reason: string;
  readonly error: ScoringError;
}

const { forbidden, modelError, notFound, other, timeout, tooLarge, tooManyRequests, unavailable } = SCORING_ERRORS;

const TOO_MANY: ScoringResponse = { of: [429], status: 429, reason: "Too Many Requests", error: tooManyRequests };

/**
 * Azure Machine Learning answers 424 for whatever status the model's container had, and 408 for a model that is too slow. Snowflake repeats a
 * batch after 429 and 5XX, and gives up after any other status: what a model itself answers is final.
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-troubleshoot-online-endpoints#http-status-codes
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-best-practices
 */
export const SCORING_RESPONSES: readonly ScoringResponse[] = [
  { of: [401, 403], status: 403, reason: "Forbidden", error: forbidden },
  { of: [404], status: 404, reason: "Not Found", error: notFound },
  { of: [408], status: 408, reason: "Request Timeout", error: timeout },
  { of: [413], status: 413, reason: "Payload Too Large", error: tooLarge },
  { of: [424], status: 422, reason: "Unprocessable Entity", error: modelError },
  TOO_MANY,
  { of: [500], status: 500, reason: "Internal Server Error", error: other },
  { of: [502], status: 502, reason: "Bad Gateway", error: unavailable },
  { of: [503], status: 503, reason: "Service Unavailable", error: unavailable },
  { of: [504], status: 504, reason: "Gateway Timeout", error: unavailable },
  { status: 400, reason: "Bad Request", error: other },
];

/** What API Management itself answers: too many calls at once, or no answer of the endpoint. Its refusals of a caller stay. */
export const GATEWAY_ERRORS: readonly ScoringResponse[] = [
  TOO_MANY,
  { of: [500, 504], status: 503, reason: "Service Unavailable", error: unavailable },
];
