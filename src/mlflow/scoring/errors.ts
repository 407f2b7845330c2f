/** Seconds in which a model must answer: below the 29 s of Amazon API Gateway and the 30 s of API Management on the Consumption tier. */
export const SCORING_TIMEOUT_SECONDS = 25;

/** What to do about a batch that is too large or too slow; function, gateway and documentation give the same advice. */
export const SCORING_ADVICE = "Set a smaller maxBatchRows, or give the endpoint a larger instance";

/** An error of an endpoint, as its caller reads it. */
export interface ScoringError {
  /** `error` in the body that the gateway answers. */
  readonly kind: string;
  /** `message` in that body. It holds nothing that the endpoint wrote. */
  readonly message: string;
}

const error = (kind: string, message: string): ScoringError => ({ kind, message });

/**
 * The errors that reach SQL. MLflow's own body can hold other rows' values and a traceback: a gateway replaces it by
 * `{"error": kind, "message": message}`, and a response translator knows the kinds.
 */
export const SCORING_ERRORS = {
  modelError: error("MODEL_ERROR", "the model failed on the rows; the endpoint's log has the reason"),
  forbidden: error("FORBIDDEN", "the gateway is not allowed to call the endpoint"),
  notFound: error("NOT_FOUND", "the endpoint does not exist"),
  tooLarge: error("PAYLOAD_TOO_LARGE", `the rows are more bytes than the endpoint accepts. ${SCORING_ADVICE}`),
  timeout: error("TIMEOUT", `the model did not answer within ${SCORING_TIMEOUT_SECONDS} seconds. ${SCORING_ADVICE}`),
  tooManyRequests: error("TOO_MANY_REQUESTS", "the endpoint has no capacity left for more requests"),
  unavailable: error("UNAVAILABLE", "the endpoint is not in service"),
  other: error("ENDPOINT_ERROR", "the endpoint answered with an error; its log has the reason"),
} as const;
