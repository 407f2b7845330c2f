import { Catalogue } from "../catalogue/catalogue";
import { pathPattern } from "../catalogue/path-pattern";
import { HttpVerb, type Operation } from "../catalogue/types";
import { admissionRoutes } from "./admission";
import type { CaddyConfiguration, CaddyRoute, CaddyServer } from "./caddy";
import { responseRoutes } from "./responses";
import { RAW_URI, bodyLimit, errorRoutes, healthRoute, refuse, unclearPath, upstream, withoutToken } from "./routes";
import type { ProxySettings } from "./defaults";
import { uiServer } from "./ui";

/** The configuration as a value. */
export function caddyConfiguration(settings: ProxySettings): CaddyConfiguration {
  return {
    admin: { disabled: true, config: { persist: false } },
    apps: {
      http: {
        grace_period: "20s",
        servers: {
          gateway: gatewayServer(settings),
          ...(settings.uiPort === undefined ? {} : { ui: uiServer(settings, settings.uiPort) }),
        },
      },
    },
  };
}

function gatewayServer(settings: ProxySettings): CaddyServer {
  return {
    listen: [`:${settings.listenPort}`],
    protocols: ["h1"],
    automatic_https: { disable: true },
    routes: [
      healthRoute(settings),
      ...admissionRoutes(settings),
      ...refusals(),
      ...verbRoutes(allowedOperations(settings)),
      withoutToken(),
      admittedRoute(settings),
      { handle: [refuse(404, "ENDPOINT_NOT_FOUND", "no such operation is offered at this address")] },
    ],
    errors: { routes: errorRoutes() },
  };
}

function allowedOperations({ groups, operations }: ProxySettings): Operation[] {
  return [...new Set([...Catalogue.operations(groups), ...operations.map((rpc) => Catalogue.operation(rpc))])];
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

/** For each method: the allowed paths, and their rewrite to MLflow's paths. */
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

function admittedRoute(settings: ProxySettings): CaddyRoute {
  return {
    match: [{ vars: { admitted: ["yes"] } }],
    handle: [bodyLimit(settings), { ...upstream(settings, settings.maxRequests), handle_response: responseRoutes() }],
    terminal: true,
  };
}
