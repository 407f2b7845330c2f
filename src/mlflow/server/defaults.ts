import { STOCK_IMAGES } from "./images";
import type { ServerSpecProps } from "./settings";

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

/** The stock images under their full names, in their own registries or in the one that mirrors them. */
export function stockImages(imageRegistry?: string): { readonly mlflow: string; readonly proxy: string } {
  const from = imageRegistry === undefined ? "" : `${imageRegistry}/`;
  return {
    mlflow: `${from}ghcr.io/${STOCK_IMAGES.mlflow}`,
    proxy: `${from}public.ecr.aws/docker/${STOCK_IMAGES.proxy}`,
  };
}

export function serverSettings(props: ServerSpecProps): ServerSettings {
  const stock = stockImages(props.imageRegistry);
  return {
    ...props,
    images: { mlflow: props.images?.mlflow ?? stock.mlflow, proxy: props.images?.proxy ?? stock.proxy },
    maxRequests: props.maxRequests ?? REQUESTS_A_WORKER * props.workers,
    maxWaitSeconds: MAX_WAIT_SECONDS,
  };
}
