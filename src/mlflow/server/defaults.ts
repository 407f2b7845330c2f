import type { ServerSpecProps } from "./settings";
import { STOCK_IMAGES } from "./stock-images";

/**
 * Default of the concurrent requests of a worker: while some wait for the database, others are computed. Eight of the
 * largest take 5 s on a quarter vCPU.
 */
export const REQUESTS_A_WORKER = 8;
/** Seconds that a request waits in the queue. Wait and response together must take less than the gateway's timeout. */
const MAX_WAIT_SECONDS = 20;

/** Pools of a worker: of MLflow's tracking store and of its model registry. */
const POOLS_A_WORKER = 2;
/**
 * Connections of MLflow's parent process, which looks at both stores before it starts the workers, and keeps a connection to each.
 */
export const CONNECTIONS_OF_THE_PARENT = POOLS_A_WORKER;

/**
 * The fewest connections of a worker that answers so many requests at once: `runs/log-batch` holds one connection of the tracking store
 * while it takes a second one. Measured on MLflow 3.17.2: eight of them on pools of four stop for 30 s, and then fail.
 */
export function connectionsForRequests(requests: number): number {
  return POOLS_A_WORKER * (requests + 1);
}

/** The requests that a worker with so many connections can answer at once without waiting for itself. */
export function requestsOfConnections(connections: number): number {
  return connectionsPerPool(connections) - 1;
}

/** Connections of each of a worker's pools. */
export function connectionsPerPool(connectionsPerWorker: number): number {
  return Math.floor(connectionsPerWorker / POOLS_A_WORKER);
}

/** The props with every default. */
export interface ServerSettings extends ServerSpecProps {
  readonly images: { readonly mlflow: string; readonly proxy: string };
  readonly maxRequests: number;
  readonly maxWaitSeconds: number;
}

export function serverSettings(props: ServerSpecProps): ServerSettings {
  const stock = (image: string): string =>
    props.imageRegistry === undefined ? image : `${props.imageRegistry}/${image}`;
  return {
    ...props,
    images: {
      mlflow: props.images?.mlflow ?? stock(STOCK_IMAGES.mlflow),
      proxy: props.images?.proxy ?? stock(STOCK_IMAGES.proxy),
    },
    maxRequests: props.maxRequests ?? requestsPerWorker(props) * props.workers,
    maxWaitSeconds: MAX_WAIT_SECONDS,
  };
}

function requestsPerWorker({ connectionsPerWorker }: ServerSpecProps): number {
  if (connectionsPerWorker === undefined) return REQUESTS_A_WORKER;
  return Math.min(REQUESTS_A_WORKER, requestsOfConnections(connectionsPerWorker));
}
