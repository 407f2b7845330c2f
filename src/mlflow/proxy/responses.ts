import type { CaddyHandler, CaddyRoute, ResponseRoute } from "./caddy";

/** Snowflake sends a function's constant header `mlops-errors` under this name. */
const ASKS_FOR_ERRORS = { header: { "Sf-Custom-Mlops-Errors": ["return"] } };

// Listed, not written as the class 4: 429 must stay, so that Snowflake retries.
const CLIENT_ERRORS = [400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 422, 499];
const PERMANENT_SERVER_ERRORS = [500, 501];

const JSON_CONTENT = { "Content-Type": ["application/json*"] };

/** How MLflow's responses other than 200 are changed. 429, 502, 503 and 504 stay the same, so that Snowflake retries. */
export function responseRoutes(): ResponseRoute[] {
  return [
    {
      match: { status_code: PERMANENT_SERVER_ERRORS },
      routes: [{ handle: [{ handler: "copy_response", status_code: 422 }] }],
    },
    {
      match: { status_code: CLIENT_ERRORS, headers: JSON_CONTENT },
      routes: asked({ handler: "copy_response", status_code: 200 }),
    },
    {
      match: { status_code: CLIENT_ERRORS },
      routes: asked({
        handler: "static_response",
        status_code: 200,
        headers: { "Content-Type": ["application/json"] },
        // Caddy replaces placeholders in braces: those of the JSON object are escaped.
        body: '\\{"error_code":"HTTP_{http.reverse_proxy.status_code}","message":"MLflow answered {http.reverse_proxy.status_code} with a body that is not JSON"\\}',
      }),
    },
  ];
}

/** The handler for requests that return errors as values; all others get MLflow's response unchanged. */
function asked(handler: CaddyHandler): CaddyRoute[] {
  return [{ match: [ASKS_FOR_ERRORS], handle: [handler], terminal: true }, { handle: [{ handler: "copy_response" }] }];
}
