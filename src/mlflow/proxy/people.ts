import type { CaddyServer } from "./caddy";
import type { MethodProxyProps } from "./method-proxy";
import { bodyLimit, errorRoutes, healthRoute, refuse, unclearPath, upstream } from "./routes";

/** The UI's page and files, what the UI asks for, and artifacts. */
const SERVED =
  "^/(?:|static-files/.+|ajax-api/.+|api/2\\.0/mlflow-artifacts/.+|get-artifact|model-versions/get-artifact|graphql|version)$";

/**
 * What shares the UI's prefix and is no business of people who look at runs: users and permissions, webhooks, the jobs and the assistant
 * that MLflow runs for whoever calls from its own machine (as the proxy does), and keys of language models.
 */
const KEPT_BACK =
  "^/ajax-api/[0-9]+\\.0/(?:mlflow/)?(?:(?:experiments|registered-models|scorers)/)?(?:users|roles|permissions|scim|webhooks|jobs|assistant|gateway|gateway-proxy|mcp-servers)(?:/|$)";

/**
 * The listener for people, who come signed in through a load balancer: MLflow's UI as it is. It keeps the Origin, by which MLflow refuses
 * other sites' requests, and drops cookies and the load balancer's tokens.
 */
export function peopleServer(props: MethodProxyProps, port: number): CaddyServer {
  return {
    listen: [`:${port}`],
    protocols: ["h1"],
    automatic_https: { disable: true },
    routes: [
      healthRoute(props),
      unclearPath(),
      {
        match: [{ path_regexp: { pattern: KEPT_BACK } }],
        handle: [refuse(404, "ENDPOINT_NOT_FOUND", "this is not offered to people at this address")],
        terminal: true,
      },
      {
        match: [{ path_regexp: { pattern: SERVED } }],
        handle: [bodyLimit(props), upstream(props, props.maxRequests ?? 64, ["Origin"])],
        terminal: true,
      },
      { handle: [refuse(404, "ENDPOINT_NOT_FOUND", "only MLflow's UI is offered at this address")] },
    ],
    errors: { routes: errorRoutes() },
  };
}
