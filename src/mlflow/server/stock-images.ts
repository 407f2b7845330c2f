import { MlflowVersion } from "../version";

/** Repository and tag of the stock images, as their publishers name them: the same in a registry that mirrors ghcr.io or Docker Hub. */
export const STOCK_IMAGE_PATHS = {
  /** On ghcr.io. */
  mlflow: `mlflow/mlflow:v${MlflowVersion.PINNED}-full`,
  /** On Docker Hub, and under `docker/` on public.ecr.aws. */
  proxy: "library/caddy:2.11.7",
} as const;

/** The stock images, in registries that allow anonymous pulls without a low limit. */
export const STOCK_IMAGES = {
  mlflow: `ghcr.io/${STOCK_IMAGE_PATHS.mlflow}`,
  proxy: `public.ecr.aws/docker/${STOCK_IMAGE_PATHS.proxy}`,
} as const;
