import { Catalogue } from "../catalogue/catalogue";
import { pathPattern } from "../catalogue/path-pattern";
import { HttpVerb, type Operation } from "../catalogue/types";
import type { CaddyConfiguration, CaddyRoute, ReverseProxy, StaticResponse } from "./caddy";
import { responseRoutes } from "./responses";
import type { MethodProxyProps } from "./method-proxy";

/** The configuration as a value. */
export function caddyConfiguration(props: MethodProxyProps = {}): CaddyConfiguration {
  const operations = Catalogue.operations(props.groups);
  return {
    admin: { disabled: true, config: { persist: false } },
    apps: {
      http: {
        grace_period: "20s",
        servers: {
          gateway: {
            listen: [`:${props.listenPort ?? 8080}`],
            protocols: ["h1"],
            automatic_https: { disable: true },
            routes: [
              healthRoute(props),
              ...refusals(),
              ...verbRoutes(operations),
              admittedRoute(props),
              { handle: [refuse(404, "ENDPOINT_NOT_FOUND", "no such operation is offered at this address")] },
            ],
            errors: { routes: errorRoutes() },
          },
        },
      },
    },
  };
}

/** The address as it arrived, not decoded. */
const RAW_URI = "{http.request.orig_uri}";

function healthRoute(props: MethodProxyProps): CaddyRoute {
  return {
    match: [{ method: ["GET"], path_regexp: { pattern: "^/health$" } }],
    handle: [upstream(props)],
    terminal: true,
  };
}

function refusals(): CaddyRoute[] {
  return [
    {
      match: [{ not: [{ method: ["POST"] }] }],
      handle: [refuse(405, "METHOD_NOT_ALLOWED", "only POST is served; the address names MLflow's own method")],
      terminal: true,
    },
    {
      // What a path means must not depend on who decodes it, and when.
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
    },
  ];
}

/** For each verb: which paths it may have, and how they become MLflow's. */
function verbRoutes(operations: Operation[]): CaddyRoute[] {
  return Object.values(HttpVerb).flatMap((verb): CaddyRoute[] => {
    const paths = operations.filter((operation) => operation.verb === verb).map((operation) => operation.path);
    if (paths.length === 0) return [];
    const prefix = `^(?:/[^/?]+)?/${verb.toLowerCase()}`;
    return [
      {
        match: [
          {
            path_regexp: { pattern: `${prefix}${pathPattern(paths)}$` },
            // The verb itself must not be encoded: the rewrite below works on the escaped path.
            vars_regexp: { [RAW_URI]: { pattern: `${prefix}/api/` } },
          },
        ],
        handle: [
          { handler: "vars", admitted: "yes" },
          { handler: "rewrite", method: verb, path_regexp: [{ find: `${prefix}/api/`, replace: "/api/" }] },
        ],
      },
    ];
  });
}

function admittedRoute(props: MethodProxyProps): CaddyRoute {
  return {
    match: [{ vars: { admitted: ["yes"] } }],
    handle: [
      { handler: "request_body", max_size: props.maxBodyBytes ?? 10_485_760 },
      { ...upstream(props, props.maxRequests ?? 64), handle_response: responseRoutes() },
    ],
    terminal: true,
  };
}

function upstream(props: MethodProxyProps, maxRequests?: number): ReverseProxy {
  return {
    handler: "reverse_proxy",
    upstreams: [{ dial: `127.0.0.1:${props.upstreamPort ?? 5000}`, max_requests: maxRequests }],
    transport: {
      protocol: "http",
      compression: false,
      // Shorter than the 5 s after which uvicorn closes an idle connection: a request must not meet a closing one.
      keep_alive: { idle_timeout: "3s" },
    },
    headers: {
      request: {
        set: { Host: ["localhost"] },
        delete: [
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
          "X-Goog-*",
        ],
      },
    },
  };
}

function errorRoutes(): CaddyRoute[] {
  const onStatus = (status: number, response: StaticResponse): CaddyRoute => ({
    match: [{ expression: `{http.error.status_code} == ${status}` }],
    handle: [response],
    terminal: true,
  });
  return [
    // Caddy's own 503 says that every upstream has its fill of requests.
    onStatus(503, refuse(429, "REQUEST_LIMIT_EXCEEDED", "too many requests at once; try again")),
    onStatus(413, refuse(413, "REQUEST_TOO_LARGE", "the body is longer than the proxy lets through")),
    { handle: [refuse("{http.error.status_code}", "TEMPORARILY_UNAVAILABLE", "MLflow could not be reached")] },
  ];
}

function refuse(status: number | string, code: string, message: string): StaticResponse {
  return {
    handler: "static_response",
    status_code: status,
    headers: { "Content-Type": ["application/json"] },
    body: JSON.stringify({ error_code: code, message: `mlops proxy: ${message}` }),
  };
}
