import type { CaddyRoute, StaticResponse } from "./caddy";
import type { ProxySettings } from "./defaults";
import { refuse } from "./routes";

/** Environment variables of the proxy's container with the account that it admits. */
export const ACCOUNT_VARIABLE = "MLOPS_SNOWFLAKE_ACCOUNT";
export const REGION_VARIABLE = "MLOPS_SNOWFLAKE_REGION";
/** Environment variable with the key that the gateway adds to each request. */
export const KEY_VARIABLE = "MLOPS_GATEWAY_KEY";

/** Header in which the gateway sends its key. */
export const KEY_HEADER = "X-Mlops-Gateway-Key";

/**
 * Who is refused before anything else is looked at. The values come from the environment, so that the configuration stays the same for all
 * accounts. Only the matcher `header` compares them: it takes a placeholder as the expected value, and never expands the request's own.
 * @see https://caddyserver.com/docs/json/apps/http/servers/routes/match/header/
 */
export function admissionRoutes({ gatewayKey, snowflakeAccount }: ProxySettings): CaddyRoute[] {
  return [...(gatewayKey ? keyRoutes() : []), ...(snowflakeAccount ? [accountRoute(OTHER_ACCOUNT)] : [])];
}

function keyRoutes(): CaddyRoute[] {
  return [
    {
      // An empty header would equal an empty variable.
      match: [{ not: [{ header: { [KEY_HEADER]: ["*"] } }] }, { header: { [KEY_HEADER]: [""] } }],
      handle: [refuse(403, "PERMISSION_DENIED", "the gateway's key is missing; call through the gateway")],
      terminal: true,
    },
    {
      match: [{ not: [{ header: { [KEY_HEADER]: [`{env.${KEY_VARIABLE}}`] } }] }],
      // Snowflake repeats a 503: while the key is rotated, a gateway and a server may have different ones.
      handle: [refuse(503, "TEMPORARILY_UNAVAILABLE", "the gateway's key is not this server's; try again")],
      terminal: true,
    },
  ];
}

const OTHER_ACCOUNT = refuse(
  403,
  "PERMISSION_DENIED",
  "only functions of this server's own Snowflake account are admitted",
);

/** Snowflake sets these headers itself; a header that a caller adds arrives as `sf-custom-*`. */
export function accountRoute(refusal: StaticResponse): CaddyRoute {
  return {
    match: [
      {
        not: [
          {
            header: {
              "Sf-Context-Current-Account": [`{env.${ACCOUNT_VARIABLE}}`],
              "Sf-Context-Current-Region": [`{env.${REGION_VARIABLE}}`],
            },
          },
        ],
      },
    ],
    handle: [refusal],
    terminal: true,
  };
}
