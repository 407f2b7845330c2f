import type { CaddyRoute, ResponseRoute, StaticResponse } from "../proxy/caddy";
import { SCORING_ERRORS, type ScoringError } from "../scoring/errors";

/** A response with an error that the function's response translator knows. It holds nothing that the model's server wrote. */
export function scoringError(status: number, { kind, message }: ScoringError): StaticResponse {
  return {
    handler: "static_response",
    status_code: status,
    headers: { "Content-Type": ["application/json"] },
    body: JSON.stringify({ error: kind, message }),
  };
}

const { forbidden, modelError, notFound, other, timeout, tooLarge, tooManyRequests, unavailable } = SCORING_ERRORS;

const becomes = (from: readonly number[], to: number, error: ScoringError): ResponseRoute => ({
  match: { status_code: [...from] },
  routes: [{ handle: [scoringError(to, error)] }],
});

/**
 * How the servers' responses reach Snowflake, which repeats 429 and 5XX, and gives up after any other status. MLflow's server answers 400
 * or 500 when the model fails, and 504 when it is too slow: both are final. Status codes below 10 are classes.
 */
export function responseRoutes(): ResponseRoute[] {
  return [
    { match: { status_code: [200] }, routes: [{ handle: [{ handler: "copy_response" }] }] },
    becomes([400, 422, 500], 422, modelError),
    becomes([504], 422, timeout),
    becomes([403], 403, forbidden),
    becomes([404], 404, notFound),
    becomes([413], 413, tooLarge),
    becomes([429], 429, tooManyRequests),
    becomes([502, 503], 503, unavailable),
    becomes([5], 500, other),
    becomes([1, 2, 3, 4], 400, other),
  ];
}

/** How errors of the proxy itself are reported: a server that cannot be reached, and one that does not answer in time. */
export function errorRoutes(): CaddyRoute[] {
  const on = (status: number, response: StaticResponse): CaddyRoute => ({
    match: [{ expression: `{http.error.status_code} == ${status}` }],
    handle: [response],
    terminal: true,
  });
  return [
    on(413, scoringError(413, tooLarge)),
    on(504, scoringError(422, timeout)),
    { handle: [scoringError(503, unavailable)] },
  ];
}
