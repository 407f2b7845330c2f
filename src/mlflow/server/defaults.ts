import type { ServerSpecProps } from "./settings";
import { STOCK_IMAGES } from "./stock-images";

/**
 * Default of the concurrent requests of a worker: while some wait for the database, others are computed. Eight of the
 * largest take 5 s on a quarter vCPU.
 */
const REQUESTS_A_WORKER = 8;
/** Seconds that a request waits in the queue. Wait and response together must take less than the gateway's timeout. */
const MAX_WAIT_SECONDS = 20;

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
    maxRequests: props.maxRequests ?? REQUESTS_A_WORKER * props.workers,
    maxWaitSeconds: MAX_WAIT_SECONDS,
  };
}
