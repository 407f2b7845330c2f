import { accountRoute } from "../proxy/admission";
import type { CaddyConfiguration, CaddyRoute, ReverseProxy } from "../proxy/caddy";
import { REMOVED, withoutToken } from "../proxy/routes";
import { SCORING_ERRORS, SCORING_TIMEOUT_SECONDS } from "../scoring/errors";
import { errorRoutes, responseRoutes, scoringError } from "./responses";
import type { ScoringProxyProps, ScoringUpstream } from "./settings";

/** Seconds that the proxy waits: longer than a model's server, which ends a slow call itself. */
const WAIT_SECONDS = SCORING_TIMEOUT_SECONDS + 3;

const OTHER_ACCOUNT = {
  ...SCORING_ERRORS.forbidden,
  message: "only functions of this endpoint's own Snowflake account are admitted",
};

/** The configuration of the proxy as a value. */
export function scoringConfiguration(props: ScoringProxyProps, listenPort: number): CaddyConfiguration {
  return {
    admin: { disabled: true, config: { persist: false } },
    apps: {
      http: {
        grace_period: `${WAIT_SECONDS}s`,
        servers: {
          scoring: {
            listen: [`:${listenPort}`],
            protocols: ["h1"],
            automatic_https: { disable: true },
            routes: [
              healthRoute(),
              accountRoute(scoringError(403, OTHER_ACCOUNT)),
              withoutToken(),
              scoringRoute(props),
              { handle: [scoringError(404, SCORING_ERRORS.notFound)] },
            ],
            errors: { routes: errorRoutes() },
          },
        },
      },
    },
  };
}

/** The proxy's own health: it starts after the servers, each of which has a probe of its own. */
function healthRoute(): CaddyRoute {
  return {
    match: [{ method: ["GET"], path_regexp: { pattern: "^/health$" } }],
    handle: [{ handler: "static_response", status_code: 200, headers: {}, body: "OK" }],
    terminal: true,
  };
}

function scoringRoute({ path, maxBodyBytes, upstreams }: ScoringProxyProps): CaddyRoute {
  return {
    match: [{ method: ["POST"], path_regexp: { pattern: `^/${path}$` } }],
    handle: [
      { handler: "request_body", max_size: maxBodyBytes },
      { handler: "rewrite", method: "POST", path_regexp: [{ find: "^.*$", replace: "/invocations" }] },
      toServers(upstreams),
    ],
    terminal: true,
  };
}

/**
 * Forwards to one of the servers by weight. A call is never sent twice, nor to another server than the chosen one: that is for Snowflake,
 * which repeats a call whose server could not be reached.
 * @see https://caddyserver.com/docs/json/apps/http/servers/routes/handle/reverse_proxy/load_balancing/selection_policy/weighted_round_robin/
 */
function toServers(upstreams: readonly ScoringUpstream[]): ReverseProxy {
  return {
    handler: "reverse_proxy",
    upstreams: upstreams.map(({ port }) => ({ dial: `127.0.0.1:${port}` })),
    load_balancing:
      upstreams.length < 2
        ? undefined
        : { selection_policy: { policy: "weighted_round_robin", weights: smallest(upstreams) } },
    transport: {
      protocol: "http",
      compression: false,
      response_header_timeout: `${WAIT_SECONDS}s`,
      // Shorter than the 5 s after which uvicorn closes an idle connection: a request must not use a connection that is being closed.
      keep_alive: { idle_timeout: "3s" },
    },
    headers: { request: { set: { Host: ["localhost"] }, delete: [...REMOVED, "Sf-*"] } },
    handle_response: responseRoutes(),
  };
}

/** The weights without a common divisor: Caddy serves each server's whole part of a round in one go. */
function smallest(upstreams: readonly ScoringUpstream[]): number[] {
  const weights = upstreams.map(({ weight }) => weight);
  const divisor = weights.reduce((one, other) => greatestCommonDivisor(one, other));
  return weights.map((weight) => weight / divisor);
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
