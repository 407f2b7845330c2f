import type { OperationGroup } from "../catalogue/types";

/** What the method proxy lets through, and where to. */
export interface MethodProxyProps {
  /** The operations that are let through. @default - all groups of the catalogue: each function has its own grant */
  readonly groups?: OperationGroup[];
  /** Port that the proxy listens on. @default 8080 */
  readonly listenPort?: number;
  /**
   * Port of a second listener, for users whom a load balancer has signed in: MLflow's UI with what the UI asks for, and artifacts.
   * Let the load balancer alone reach it. @default - none
   */
  readonly uiPort?: number;
  /** Port of MLflow on the loopback address. @default 5000 */
  readonly upstreamPort?: number;
  /** Longest body in bytes; a longer one is refused with 413. @default 10485760, what Amazon API Gateway lets through */
  readonly maxBodyBytes?: number;
  /** Requests that are handed to MLflow at once; one more waits at the proxy. @default 256: MLflow's own layer lets them in by turns */
  readonly maxRequests?: number;
  /**
   * Seconds that a request waits at the proxy, for one of the requests before it or for an MLflow that starts; then it is refused with
   * 429, at which Snowflake slows down and tries again. Wait and answer together must take less than the gateway's timeout. @default 20
   */
  readonly maxWaitSeconds?: number;
}
