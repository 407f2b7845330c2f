import { MlflowVersion } from "../version";

/** The stock images, without their registries: the versions that are deployed and tested. */
export const STOCK_IMAGES = {
  /** In ghcr.io. */
  mlflow: `mlflow/mlflow:v${MlflowVersion.PINNED}-full`,
  /** In docker.io, and under docker/ in public.ecr.aws, which does not limit the pulls of shared addresses. */
  proxy: "library/caddy:2.11.7",
};
