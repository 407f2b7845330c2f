import { Problems } from "../../core";
import type { OperationGroup } from "../catalogue/types";
import { MethodProxy } from "../proxy/method-proxy";
import { MlflowVersion } from "../version";
import { SCHEMA_STEP } from "./schema-step";

/** A container in no cloud's terms. The image has no entry point of its own; the command is everything that runs. */
export interface ContainerSpec {
  /** Name, unique among the containers that run together. */
  readonly name: string;
  /** Image with its tag. */
  readonly image: string;
  /** Command with its arguments, in place of the image's. */
  readonly command: string[];
  /** Environment variables. */
  readonly environment: Record<string, string>;
  /** Environment variables whose values come from the cloud's secret store. */
  readonly secrets: string[];
  /** Port that others may reach. @default - none: reachable from its own task only */
  readonly port?: number;
  /** Port that the load balancer may reach at which people sign in. @default - none */
  readonly peoplePort?: number;
  /** Command that succeeds while the container is well. @default - none */
  readonly healthCheck?: string[];
}

/** The containers of one MLflow server; they share a network namespace. */
export interface ServerContainers {
  /** MLflow, on the loopback address. */
  readonly mlflow: ContainerSpec;
  /** The method proxy, which others reach. */
  readonly proxy: ContainerSpec;
}

/** Other images than the stock ones. */
export interface ServerImages {
  /** Image with MLflow, the PostgreSQL driver and the cloud's storage library. @default - ghcr.io/mlflow/mlflow:v3.17.2-full */
  readonly mlflow?: string;
  /** Image with Caddy. @default - public.ecr.aws/docker/library/caddy:2.11.7 */
  readonly proxy?: string;
}

/** What the containers are made of. */
export interface ServerSpecProps {
  /** Where artifacts lie: `s3://bucket/prefix`, `wasbs://…` or `gs://…`. */
  readonly artifactsDestination: string;
  /** Uvicorn workers; each takes about 250 MB. 1 to 32. */
  readonly workers: number;
  /** Images. @default - the stock images */
  readonly images?: ServerImages;
  /**
   * Registry that mirrors the stock images under their full names, such as a pull-through cache with a rule for each of `ghcr.io` and
   * `public.ecr.aws`: `registry.example` makes `registry.example/ghcr.io/mlflow/mlflow:v3.17.2-full`. Images given by `images` stay as
   * they are. @default - the images come from where they are published
   */
  readonly imageRegistry?: string;
  /** What the proxy lets through. @default - all groups of the catalogue */
  readonly groups?: OperationGroup[];
  /**
   * Requests that MLflow has at once. One more waits at the proxy, at most 20 s, and is then answered with 429, at which Snowflake slows down
   * and tries again. A worker is one process of Python: it gets no more done with more at once, and what it has must be answered within the
   * 9 s that are left of the gateway's 29. @default - 4 a worker
   */
  readonly maxRequests?: number;
  /**
   * Address at which people reach the UI through a load balancer that signs them in, such as `https://mlflow.example.com`: the proxy then has
   * a second listener for them. @default - no such way
   */
  readonly peopleOrigin?: string;
}

const MLFLOW_PORT = 5000;
const PROXY_PORT = 8080;
const PEOPLE_PORT = 8081;
const REQUESTS_A_WORKER = 4;

/**
 * An MLflow tracking server behind its method proxy, as two stock containers.
 *
 * MLflow's command first brings the schema to the image's state. MLflow listens on the loopback address alone: the proxy is the only way in.
 * @see https://mlflow.org/docs/latest/self-hosting/architecture/tracking-server
 */
export class ServerSpec {
  /** Name of the environment variable that a secret fills: `postgresql+psycopg2://user:password@host:5432/database?sslmode=require`. */
  public static readonly DATABASE_SECRET = "MLFLOW_BACKEND_STORE_URI";
  /** Port on which MLflow listens on its loopback address. */
  public static readonly MLFLOW_PORT: number = MLFLOW_PORT;

  /**
   * The two containers.
   * @throws ValidationError when a prop cannot work
   */
  public static containers(props: ServerSpecProps): ServerContainers {
    const problems = new Problems("ServerSpec");
    problems.check(
      Number.isInteger(props.workers) && props.workers >= 1 && props.workers <= 32,
      "workers",
      props.workers,
      "a server has 1 to 32 workers",
      "Write 1 for 2 GiB of memory, 2 for 4 GiB",
    );
    problems.check(
      props.imageRegistry === undefined || !/^https?:|\/$/.test(props.imageRegistry),
      "imageRegistry",
      props.imageRegistry,
      "a registry is a host with an optional path, without https:// and without / at its end",
      'Write for example "registry.example/cache"',
    );
    problems.check(
      props.peopleOrigin === undefined || /^https:\/\/[^/\s*]+$/.test(props.peopleOrigin),
      "peopleOrigin",
      props.peopleOrigin,
      "an origin is https:// and a host, without path and without wildcard",
      'Write for example "https://mlflow.example.com"',
    );
    problems.throwIfAny();
    return { mlflow: mlflowContainer(props), proxy: proxyContainer(props) };
  }
}

function mlflowContainer(props: ServerSpecProps): ContainerSpec {
  const check = `import urllib.request; urllib.request.urlopen("http://127.0.0.1:${MLFLOW_PORT}/health", timeout=4)`;
  return {
    name: "mlflow",
    image: props.images?.mlflow ?? stock(props, `ghcr.io/mlflow/mlflow:v${MlflowVersion.PINNED}-full`),
    command: ["sh", "-c", `python -c '${SCHEMA_STEP}' && exec mlflow server`],
    environment: {
      MLFLOW_HOST: "127.0.0.1",
      MLFLOW_PORT: String(MLFLOW_PORT),
      MLFLOW_WORKERS: String(props.workers),
      MLFLOW_SERVE_ARTIFACTS: "true",
      MLFLOW_ARTIFACTS_DESTINATION: props.artifactsDestination,
      // The proxy says localhost; a tunnel to the loopback port says localhost or 127.0.0.1 with its own port.
      MLFLOW_SERVER_ALLOWED_HOSTS: "localhost,localhost:*,127.0.0.1,127.0.0.1:*",
      // A browser's Origin is checked even where it is the page's own.
      ...(props.peopleOrigin === undefined ? {} : { MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: props.peopleOrigin }),
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
      MLFLOW_DISABLE_TELEMETRY: "true",
    },
    secrets: [ServerSpec.DATABASE_SECRET],
    healthCheck: ["python", "-c", check],
  };
}

function proxyContainer(props: ServerSpecProps): ContainerSpec {
  const peoplePort = props.peopleOrigin === undefined ? undefined : PEOPLE_PORT;
  return {
    name: "proxy",
    image: props.images?.proxy ?? stock(props, "public.ecr.aws/docker/library/caddy:2.11.7"),
    // What a variable holds is not expanded again in a here-document, so that the JSON arrives as it is; exec hands SIGTERM to Caddy.
    command: ["sh", "-c", "exec caddy run --config - <<E\n$MLOPS_PROXY_CONFIG\nE"],
    environment: {
      MLOPS_PROXY_CONFIG: MethodProxy.render({
        groups: props.groups,
        listenPort: PROXY_PORT,
        peoplePort,
        upstreamPort: MLFLOW_PORT,
        maxRequests: props.maxRequests ?? REQUESTS_A_WORKER * props.workers,
      }),
    },
    secrets: [],
    port: PROXY_PORT,
    peoplePort,
    healthCheck: ["wget", "-q", "-O", "/dev/null", `http://127.0.0.1:${PROXY_PORT}/health`],
  };
}

function stock(props: ServerSpecProps, image: string): string {
  return props.imageRegistry === undefined ? image : `${props.imageRegistry}/${image}`;
}
