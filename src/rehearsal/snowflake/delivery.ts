import { SqlError } from "./errors";
import { NetworkError } from "./gateway";
import type { GatewayResponse, HttpRequest } from "./gateway";

/** How long Snowflake tries. Its own total retry time is not published; a poll ends after 600 s. */
export interface DeliveryLimits {
  /** Total time for retries of 429, 5xx and network errors, in milliseconds. @default - 10000 */
  readonly retryMilliseconds?: number;
  /** Total time for polls after a 202, in milliseconds. @default - 30000, where Snowflake waits 600000 */
  readonly pollMilliseconds?: number;
  /** Wait before the first retry or poll; doubles each time. @default - 200 */
  readonly firstDelayMilliseconds?: number;
}

/** One request and its answer, as the report shows them. */
export interface HttpCall {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string | undefined;
  /** 0 when no answer came. */
  readonly status: number;
  readonly responseBody: string;
  /** What the caller does not see: why the gateway answered so. */
  readonly notes: readonly string[];
}

const LONGEST_DELAY = 5000;

/**
 * Sends a batch by Snowflake's rules: 200 is done, 202 is polled by GET with headers only, 429 and 5xx are sent again
 * with the same batch id, everything else fails the statement.
 * @param log every request is appended here, also when the delivery fails
 * @throws SqlError with the status and the response's body, as Snowflake shows them
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-best-practices
 */
export async function deliver(
  name: string,
  request: HttpRequest,
  send: (request: HttpRequest) => Promise<GatewayResponse>,
  limits: DeliveryLimits,
  log: HttpCall[],
): Promise<GatewayResponse> {
  const first = limits.firstDelayMilliseconds ?? 200;
  const retryEnd = Date.now() + (limits.retryMilliseconds ?? 10_000);
  let pollEnd: number | undefined;
  let delay = first;
  let current = request;
  for (;;) {
    const answer = await attempt(current, send, log);
    if (answer?.status === 200) return answer;
    if (answer?.status === 202 && pollEnd === undefined) {
      pollEnd = Date.now() + (limits.pollMilliseconds ?? 30_000);
      delay = first;
      current = poll(request);
    }
    const late = Date.now() + delay > (pollEnd ?? retryEnd);
    if (answer?.status === 202) {
      if (late) throw failure(name, log, "the remote service still answered 202 at the end of the time for polls");
    } else if (late || !isTransient(answer)) {
      throw failure(name, log);
    }
    await new Promise((resolve) => setTimeout(resolve, delay));
    delay = Math.min(delay * 2, LONGEST_DELAY);
  }
}

/** Network errors, 429 and all 5xx. */
function isTransient(answer: GatewayResponse | undefined): boolean {
  return answer === undefined || answer.status === 429 || answer.status >= 500;
}

async function attempt(
  request: HttpRequest,
  send: (request: HttpRequest) => Promise<GatewayResponse>,
  log: HttpCall[],
): Promise<GatewayResponse | undefined> {
  const call = { method: request.method, url: request.url, requestHeaders: request.headers, requestBody: request.body };
  try {
    const answer = await send(request);
    log.push({ ...call, status: answer.status, responseBody: answer.body.toString("utf8"), notes: answer.notes });
    return answer;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    log.push({ ...call, status: 0, responseBody: error.message, notes: [] });
    return undefined;
  }
}

function poll(request: HttpRequest): HttpRequest {
  const headers = Object.entries(request.headers).filter(([name]) => name.toLowerCase() !== "content-type");
  return { method: "GET", url: request.url, headers: Object.fromEntries(headers) };
}

function failure(name: string, log: readonly HttpCall[], more?: string): SqlError {
  const last = log.at(-1);
  const answer =
    last === undefined || last.status === 0 ? `${last?.responseBody}` : `${last.status} '${last.responseBody}'`;
  const tries = log.length > 1 ? ` (after ${log.length} requests${more === undefined ? "" : `; ${more}`})` : "";
  return new SqlError(`Request failed for external function ${name} with remote service error: ${answer}${tries}`);
}
