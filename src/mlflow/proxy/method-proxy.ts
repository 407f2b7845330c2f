import type { OperationGroup } from "../catalogue/types";
import { caddyConfiguration } from "./configuration";

/** What the method proxy lets through, and where to. */
export interface MethodProxyProps {
  /** The operations that are let through. @default - all groups of the catalogue: each function has its own grant */
  readonly groups?: OperationGroup[];
  /** Port that the proxy listens on. @default 8080 */
  readonly listenPort?: number;
  /**
   * Port of a second listener, for people whom a load balancer has signed in: MLflow's UI with what the UI asks for, and artifacts.
   * Let the load balancer alone reach it. @default - none
   */
  readonly peoplePort?: number;
  /** Port of MLflow on the loopback address. @default 5000 */
  readonly upstreamPort?: number;
  /** Longest body in bytes; a longer one is refused with 413. @default 10485760, what Amazon API Gateway lets through */
  readonly maxBodyBytes?: number;
  /** Requests that MLflow has at once; one more waits. @default 64 */
  readonly maxRequests?: number;
  /**
   * Seconds that a request waits for its turn, or for an MLflow that starts; then it is refused with 429, at which Snowflake slows down and
   * tries again. Wait and answer together must take less than the gateway's timeout. @default 20
   */
  readonly maxWaitSeconds?: number;
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
