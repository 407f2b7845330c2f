import type { CaddyRoute, ReverseProxy, StaticResponse } from "./caddy";
import type { ProxySettings } from "./defaults";

/** The address as it arrived, not decoded. */
export const RAW_URI = "{http.request.orig_uri}";

/** Argument of the query that may hold a token. */
const TOKEN = "access_token";

/** MLflow's own health. */
export function healthRoute(settings: ProxySettings): CaddyRoute {
  return {
    match: [{ method: ["GET"], path_regexp: { pattern: "^/health$" } }],
    handle: [upstream(settings)],
    terminal: true,
  };
}

/** Rejects paths whose meaning depends on where they are decoded. */
export function unclearPath(): CaddyRoute {
  return {
    // The meaning of a path must not depend on where it is decoded.
    match: [
      {
        vars_regexp: {
          [RAW_URI]: { pattern: "^[^?]*(?i:%2f|%5c|\\\\|//|/(?:\\.|%2e)(?:\\.|%2e)?(?:/|\\?|$))" },
        },
      },
    ],
    handle: [
      refuse(
        400,
        "BAD_REQUEST",
        "the path holds an empty or dot segment, a backslash, or an encoded slash or backslash",
      ),
    ],
    terminal: true,
  };
}

/** Headers that are not forwarded to MLflow. */
export const REMOVED = [
  "Authorization",
  "Proxy-Authorization",
  "Cookie",
  "Origin",
  "Forwarded",
  "Via",
  "X-Forwarded-*",
  "X-Real-Ip",
  "X-Original-*",
  "X-Rewrite-*",
  "X-Http-Method-Override",
  "X-Amz-*",
  "X-Amzn-*",
  "X-Api-Key",
  "Ocp-Apim-*",
  "X-Apigateway-*",
  "X-Endpoint-*",
  "X-Goog-*",
  "X-Serverless-Authorization",
  "X-Mlops-*",
];

/**
 * Removes a token from the query, from where Google's gateway takes one too. Other queries are not touched: Caddy would write them again.
 * @see https://cloud.google.com/api-gateway/docs/authenticate-service-account
 */
export function withoutToken(): CaddyRoute {
  return {
    match: [{ query: { [TOKEN]: ["*"] } }],
    handle: [{ handler: "rewrite", query: { delete: [TOKEN] } }],
  };
}

/** The longest body that is allowed. */
export function bodyLimit(settings: ProxySettings): { readonly handler: "request_body"; readonly max_size: number } {
  return { handler: "request_body", max_size: settings.maxBodyBytes };
}

/** Forwards a request to MLflow, without the headers that the gateway added. */
export function upstream(settings: ProxySettings, maxRequests?: number, kept: string[] = []): ReverseProxy {
  return {
    handler: "reverse_proxy",
    upstreams: [{ dial: `127.0.0.1:${settings.upstreamPort}`, max_requests: maxRequests }],
    // Caddy retries when MLflow is at its request limit or the connection failed: nothing was sent then. It may send a GET twice.
    load_balancing:
      maxRequests === undefined ? undefined : { try_duration: `${settings.maxWaitSeconds}s`, try_interval: "100ms" },
    transport: {
      protocol: "http",
      compression: false,
      // Shorter than the 5 s after which uvicorn closes an idle connection: a request must not use a connection that is being closed.
      keep_alive: { idle_timeout: "3s" },
    },
    headers: {
      request: {
        set: { Host: ["localhost"] },
        delete: REMOVED.filter((name) => !kept.includes(name)),
      },
    },
  };
}

/** How errors of the proxy are reported. */
export function errorRoutes(): CaddyRoute[] {
  const onStatus = (status: number, response: StaticResponse): CaddyRoute => ({
    match: [{ expression: `{http.error.status_code} == ${status}` }],
    handle: [response],
    terminal: true,
  });
  return [
    // Caddy's 503 means that every upstream is at its request limit.
    onStatus(503, refuse(429, "REQUEST_LIMIT_EXCEEDED", "too many requests at once; try again")),
    onStatus(413, refuse(413, "REQUEST_TOO_LARGE", "the body is longer than the proxy lets through")),
    { handle: [refuse("{http.error.status_code}", "TEMPORARILY_UNAVAILABLE", "MLflow could not be reached")] },
  ];
}

/** A response of the proxy, in MLflow's form. */
export function refuse(status: number | string, code: string, message: string): StaticResponse {
  return {
    handler: "static_response",
    status_code: status,
    headers: { "Content-Type": ["application/json"] },
    body: JSON.stringify({ error_code: code, message: `mlops proxy: ${message}` }),
  };
}
