import { caddyConfiguration } from "./configuration";
import { proxySettings } from "./defaults";
import type { MethodProxyProps } from "./settings";

/**
 * The proxy between the gateway and MLflow: a stock Caddy with this configuration.
 *
 * Snowflake can only POST. The address therefore begins with the verb (`/get/api/2.0/mlflow/runs/get`, after the name of a gateway stage
 * or without one), and the proxy converts it to the real method. It allows the operations of the catalogue only, because the
 * administration of users and permissions shares MLflow's prefix. It removes what the gateway adds to a request (credentials, forwarding
 * headers, a token in the query), sets the Host that MLflow accepts, and limits body size and concurrent requests. `GET /health` is MLflow's own.
 *
 * With `snowflakeAccount` it admits one Snowflake account, and with `gatewayKey` the gateway that has the key; `GET /health` and the UI's
 * listener stay open. The values are environment variables, never part of the configuration.
 *
 * MLflow's 500 becomes 422: it is permanent, and Snowflake would repeat it until its timeout. A request with the header
 * `sf-custom-mlops-errors: return` gets MLflow's 4xx as 200, so that the function returns the error.
 * @see https://caddyserver.com/docs/json/
 */
export class MethodProxy {
  /** Caddy's configuration as JSON text: at most 24 KB with all groups. */
  public static render(props?: MethodProxyProps): string {
    return JSON.stringify(caddyConfiguration(proxySettings(props)));
  }
}
