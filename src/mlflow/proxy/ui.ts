import type { CaddyServer } from "./caddy";
import { bodyLimit, errorRoutes, healthRoute, refuse, unclearPath, upstream } from "./routes";
import type { ProxySettings } from "./defaults";

/** The UI's page and files, the routes that the UI needs, and artifacts. */
const SERVED =
  "^/(?:|static-files/.+|ajax-api/.+|api/2\\.0/mlflow-artifacts/.+|get-artifact|model-versions/get-artifact|graphql|version)$";

/**
 * Routes that share the UI's prefix and that the UI does not need to show runs: users and permissions, webhooks, keys of language models,
 * and the jobs and the assistant, which MLflow runs for every caller on its own machine, and the proxy is one.
 */
const KEPT_BACK =
  "^/ajax-api/[0-9]+\\.0/(?:mlflow/)?(?:(?:experiments|registered-models|scorers)/)?(?:users|roles|permissions|scim|webhooks|jobs|assistant|gateway|gateway-proxy|mcp-servers)(?:/|$)";

/**
 * The listener for users whom a load balancer has signed in: MLflow's UI without changes. It keeps the Origin, by which MLflow rejects
 * requests of other sites, and removes cookies and the load balancer's tokens.
 */
export function uiServer(settings: ProxySettings, port: number): CaddyServer {
  return {
    listen: [`:${port}`],
    protocols: ["h1"],
    automatic_https: { disable: true },
    routes: [
      healthRoute(settings),
      unclearPath(),
      {
        match: [{ path_regexp: { pattern: KEPT_BACK } }],
        handle: [refuse(404, "ENDPOINT_NOT_FOUND", "this operation is not offered at the UI's address")],
        terminal: true,
      },
      {
        match: [{ path_regexp: { pattern: SERVED } }],
        handle: [bodyLimit(settings), upstream(settings, settings.maxRequests, ["Origin"])],
        terminal: true,
      },
      { handle: [refuse(404, "ENDPOINT_NOT_FOUND", "only MLflow's UI is offered at this address")] },
    ],
    errors: { routes: errorRoutes() },
  };
}
