import type { ServerImages } from "../../mlflow";

/** Settings of the MLflow servers. */
export interface ServerSettings {
  /**
   * Instances that always run, 0 to 100. With 0 the servers stop when they are idle: the first call after that waits for a start of about a
   * minute, which Snowflake bridges by repeating the call; see docs/gcp.md for when to choose 1.
   * @default - 0 in dev, 1 in prod
   */
  readonly minInstances?: number;
  /** Instances that run at most, 1 to 100. @default - 2 in dev, 4 in prod */
  readonly maxInstances?: number;
  /** vCPU of MLflow in one instance: 1, 2, 4 or 8; the proxy has one vCPU in addition. Billed while requests are handled. @default - 1 */
  readonly vcpu?: number;
  /** Memory of MLflow in one instance in MiB, 512 to 32768; with 4 vCPU at least 2048, with 8 at least 4096. @default - 1024 in dev, 2048 in prod */
  readonly memoryMib?: number;
  /** Uvicorn workers of one instance, about 250 MiB each. @default - 1 in dev, 2 in prod */
  readonly workers?: number;
  /** Seconds that a starting server may take, 60 to 240. @default - 240 */
  readonly startupGraceSeconds?: number;
  /** Your own images for linux/amd64, in Artifact Registry, gcr.io or docker.io, each with a tag or digest. @default - the stock images of MLflow and Caddy */
  readonly images?: ServerImages;
  /**
   * Registry that mirrors the stock images under their full names, in Artifact Registry: `<region>-docker.pkg.dev/<project>/<repository>`.
   * @default - two remote repositories of the platform's own, for ghcr.io and docker.io
   */
  readonly imageRegistry?: string;
  /**
   * Concurrent requests of one instance in MLflow; further ones wait up to 20 s, then get 429, after which Snowflake slows down.
   * The database must have two connections for each, and a few more.
   * @default - 8 per worker, or as many as the database has connections for
   */
  readonly maxRequests?: number;
  /** ID of the servers' service account, 6 to 30 characters. @default - "<prefix>-mlflow" */
  readonly serviceAccountId?: string;
}

/** An existing MLflow server behind the method proxy, as a Cloud Run service. */
export interface TrackingServerAttributes {
  /** Name of the Cloud Run service, in the platform's project. */
  readonly serviceName: string;
  /** Region of the service. @default - the platform's region */
  readonly serviceRegion?: string;
  /** `https://<host>`, without a path: an address of the service, and an audience that it accepts. */
  readonly url: string;
}
