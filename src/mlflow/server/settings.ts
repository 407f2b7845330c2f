import type { SnowflakeAccountIdentity } from "../../snowflake";
import type { OperationGroup } from "../catalogue/types";

/** Images in place of the stock ones. */
export interface ServerImages {
  /** Image with MLflow, the PostgreSQL driver and the cloud's storage library. @default - ghcr.io/mlflow/mlflow:v3.17.2-full */
  readonly mlflow?: string;
  /** Image with Caddy. @default - public.ecr.aws/docker/library/caddy:2.11.7 */
  readonly proxy?: string;
}

/** Props of the containers. */
export interface ServerSpecProps {
  /** Location of the artifacts: `s3://bucket/prefix`, `wasbs://…` or `gs://…`. */
  readonly artifactsDestination: string;
  /** Uvicorn workers; each takes about 250 MB. 1 to 32. */
  readonly workers: number;
  /** Images. @default - the stock images */
  readonly images?: ServerImages;
  /**
   * Registry that mirrors the stock images under their full names, such as a pull-through cache with rules for `ghcr.io` and
   * `public.ecr.aws`: `registry.example` selects `registry.example/ghcr.io/mlflow/mlflow:v3.17.2-full`. Images in `images` are not
   * changed. @default - the public registries of the images
   */
  readonly imageRegistry?: string;
  /** The operations that the proxy allows. @default - tracking, registry and logged models, as functions have by default */
  readonly groups?: OperationGroup[];
  /** Operations that the proxy allows in addition, by the names of their RPCs: `createRun`. @default - none */
  readonly operations?: string[];
  /**
   * Concurrent requests in MLflow, in equal shares for all workers. Further ones wait in their order of arrival, at most 20 s, and
   * then get 429, after which Snowflake slows down and retries. A worker is one process of Python: more concurrent requests do not
   * increase its throughput, and must be answered within the remaining 9 s of the gateway's 29 s.
   * @default - 8 for each worker, or as many as `connectionsPerWorker` allows
   */
  readonly maxRequests?: number;
  /**
   * Concurrent connections of one worker to the database, an even number of 4 or more. MLflow opens a pool for its tracking store and one
   * for its model registry, which get a half each. A request needs two connections of a pool at once, and waits for the second one while it
   * holds the first: a half must exceed the concurrent requests of a worker. MLflow's parent process has two connections in addition.
   * @default - up to 15 for each store, as SQLAlchemy has it
   */
  readonly connectionsPerWorker?: number;
  /**
   * Whether MLflow listens on all addresses of its instance, for health checks that do not reach the loopback address. Nothing but the
   * proxy's port may be exposed then. @default false
   */
  readonly listensOnAllAddresses?: boolean;
  /**
   * Address at which users reach the UI through a load balancer that signs them in, such as `https://mlflow.example.com`: the proxy then
   * has a second listener for them. @default - no UI listener
   */
  readonly uiOrigin?: string;
  /**
   * The Snowflake account that the proxy admits; requests of other accounts get 403. Both values may be CDKTF tokens.
   * @default - the proxy admits whoever the gateway lets through
   */
  readonly snowflakeAccount?: SnowflakeAccountIdentity;
  /**
   * Whether the gateway adds a key to each request, in the header `x-mlops-gateway-key`. The proxy's container then has the secret
   * `MLOPS_GATEWAY_KEY`: letters and digits only, because `*` at an end of it would be a wildcard. Requests without the key get 403; those
   * with another key get 503, so that Snowflake retries while the key is rotated. @default false
   */
  readonly gatewayKey?: boolean;
}
