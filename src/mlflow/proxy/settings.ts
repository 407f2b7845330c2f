import type { OperationGroup } from "../catalogue/types";

/** Props of the method proxy. */
export interface MethodProxyProps {
  /** The operations that are allowed. @default - tracking, registry and logged models, as functions have by default */
  readonly groups?: OperationGroup[];
  /** Operations that are allowed in addition to those of the groups, by the names of their RPCs: `createRun`. @default - none */
  readonly operations?: string[];
  /** Port that the proxy listens on. @default 8080 */
  readonly listenPort?: number;
  /**
   * Port of a second listener, for users whom a load balancer has signed in: MLflow's UI with the routes that it needs, and artifacts.
   * Allow the load balancer only. @default - none
   */
  readonly uiPort?: number;
  /** Port of MLflow on the loopback address. @default 5000 */
  readonly upstreamPort?: number;
  /** Longest body in bytes; a longer one is refused with 413. @default 10485760, the limit of Amazon API Gateway */
  readonly maxBodyBytes?: number;
  /** Concurrent requests to MLflow; further ones wait at the proxy. @default 256: the layer in MLflow's process queues them */
  readonly maxRequests?: number;
  /**
   * Seconds that a request waits at the proxy, because of the limit or because MLflow is starting; then it is rejected with
   * 429, after which Snowflake slows down and retries. Wait and response together must take less than the gateway's timeout. @default 20
   */
  readonly maxWaitSeconds?: number;
  /**
   * Refuses requests of other Snowflake accounts with 403: the headers of CURRENT_ACCOUNT and CURRENT_REGION must equal
   * the environment variables MLOPS_SNOWFLAKE_ACCOUNT and MLOPS_SNOWFLAKE_REGION. @default false
   */
  readonly snowflakeAccount?: boolean;
  /**
   * Refuses requests whose header `x-mlops-gateway-key` does not equal the environment variable MLOPS_GATEWAY_KEY: with 403 without
   * the header, and with 503 for another key, so that Snowflake retries while the key is rotated. @default false
   */
  readonly gatewayKey?: boolean;
}
