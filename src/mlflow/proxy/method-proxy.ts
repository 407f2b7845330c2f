import { Catalogue } from "../catalogue/catalogue";
import { HttpVerb, type Operation, type OperationGroup } from "../catalogue/types";
import type { CaddyConfiguration, CaddyRoute, ReverseProxy, StaticResponse } from "./caddy";
import { responseRoutes } from "./responses";

/** What the method proxy lets through, and where to. */
export interface MethodProxyProps {
  /** The operations that are let through. @default - all groups of the catalogue: each function has its own grant */
  readonly groups?: OperationGroup[];
  /** Port that the proxy listens on. @default 8080 */
  readonly listenPort?: number;
  /** Port of MLflow on the loopback address. @default 5000 */
  readonly upstreamPort?: number;
  /** Longest body in bytes; a longer one is refused with 413. @default 10485760, what Amazon API Gateway lets through */
  readonly maxBodyBytes?: number;
  /** Requests at once; one more is refused with 429, at which Snowflake slows down and tries again. @default 64 */
  readonly maxRequests?: number;
}

/**
 * The proxy between the gateway and MLflow: a stock Caddy with this configuration.
 *
 * Snowflake can only POST. The address therefore begins with the verb (`/get/api/2.0/mlflow/runs/get`, after the name of a gateway stage
 * or without one), and the proxy turns it into the real method. It lets the catalogue's operations through and nothing else: the
 * administration of users and permissions shares MLflow's prefix. It drops what the gateway adds to a request (credentials and forwarding
 * headers), sets the Host that MLflow accepts, and bounds bodies and requests at once. `GET /health` is MLflow's own.
 *
 * MLflow's 500 becomes 422: it is permanent, and Snowflake would repeat it until its timeout. A request with the header
 * `sf-custom-mlops-errors: return` gets MLflow's 4xx as 200, so that the error becomes the function's value.
 * @see https://caddyserver.com/docs/json/
 */
export class MethodProxy {
  /** Caddy's configuration as JSON text: at most 24 KB with all groups. */
  public static render(props?: MethodProxyProps): string {
    return JSON.stringify(caddyConfiguration(props));
  }
}

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
            path_regexp: { pattern: `${prefix}/api/${alternatives(paths)}$` },
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

/** One pattern for all paths, the part before `/mlflow/` written once. A path field is one segment. */
function alternatives(paths: string[]): string {
  const byVersion = new Map<string, string[]>();
  for (const path of paths) {
    const [, version = "", rest = ""] = /^\/api\/(\d+\.0)\/mlflow\/(.+)$/.exec(path) ?? [];
    const pattern = rest.replace(/\{\w+\}/g, "[^/]+");
    byVersion.set(version, [...(byVersion.get(version) ?? []), pattern]);
  }
  const versions = [...byVersion].map(
    ([version, patterns]) => `${version.replace(".", "\\.")}/mlflow/(?:${[...new Set(patterns)].sort().join("|")})`,
  );
  return `(?:${versions.join("|")})`;
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
