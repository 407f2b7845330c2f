import { Catalogue } from "../catalogue/catalogue";
import { pathPattern } from "../catalogue/path-pattern";
import { HttpVerb, type Operation } from "../catalogue/types";
import type { CaddyConfiguration, CaddyRoute, CaddyServer } from "./caddy";
import { responseRoutes } from "./responses";
import type { MethodProxyProps } from "./method-proxy";
import { peopleServer } from "./people";
import { RAW_URI, bodyLimit, errorRoutes, healthRoute, refuse, unclearPath, upstream } from "./routes";

/** The configuration as a value. */
export function caddyConfiguration(props: MethodProxyProps = {}): CaddyConfiguration {
  return {
    admin: { disabled: true, config: { persist: false } },
    apps: {
      http: {
        grace_period: "20s",
        servers: {
          gateway: gatewayServer(props),
          ...(props.peoplePort === undefined ? {} : { people: peopleServer(props, props.peoplePort) }),
        },
      },
    },
  };
}

function gatewayServer(props: MethodProxyProps): CaddyServer {
  return {
    listen: [`:${props.listenPort ?? 8080}`],
    protocols: ["h1"],
    automatic_https: { disable: true },
    routes: [
      healthRoute(props),
      ...refusals(),
      ...verbRoutes(Catalogue.operations(props.groups)),
      admittedRoute(props),
      { handle: [refuse(404, "ENDPOINT_NOT_FOUND", "no such operation is offered at this address")] },
    ],
    errors: { routes: errorRoutes() },
  };
}

function refusals(): CaddyRoute[] {
  return [
    {
      match: [{ not: [{ method: ["POST"] }] }],
      handle: [refuse(405, "METHOD_NOT_ALLOWED", "only POST is served; the address names MLflow's own method")],
      terminal: true,
    },
    unclearPath(),
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
    handle: [bodyLimit(props), { ...upstream(props, props.maxRequests ?? 64), handle_response: responseRoutes() }],
    terminal: true,
  };
}
