import { checkOnce } from "../../core/checks";
import { ACCOUNT_VARIABLE, KEY_VARIABLE, REGION_VARIABLE } from "../proxy/admission";
import { MethodProxy } from "../proxy/method-proxy";
import { proxySettings } from "../proxy/defaults";
import type { MethodProxyProps } from "../proxy/settings";
import { SERVER_SPEC } from "./checks";
import { LAYER_VARIABLE, SERVER_COMMAND } from "./command";
import type { ContainerSpec, ServerContainers } from "./container-spec";
import { LAYER } from "./layer";
import { PROXY_COMMAND, PROXY_VARIABLE } from "./proxy-command";
import { connectionsPerPool, serverSettings, type ServerSettings } from "./defaults";
import type { ServerSpecProps } from "./settings";

/**
 * An MLflow tracking server behind its method proxy, as two stock containers.
 *
 * MLflow's command first migrates the schema to the image's version, and then starts MLflow with a layer that queues requests and
 * repeats a write that failed because of an equal concurrent one. MLflow listens on the loopback address, unless
 * `listensOnAllAddresses` is set: the proxy is the only entry point.
 * @see https://mlflow.org/docs/latest/self-hosting/architecture/tracking-server
 */
export class ServerSpec {
  /**
   * Name of the environment variable that a secret fills:
   * `postgresql+psycopg2://user:password@host:5432/database?sslmode=require&target_session_attrs=read-write`.
   */
  public static readonly DATABASE_SECRET = "MLFLOW_BACKEND_STORE_URI";
  /** Name of the environment variable of the proxy that a secret fills, with `gatewayKey`: the key that the gateway adds to each request. */
  public static readonly GATEWAY_KEY_SECRET: string = KEY_VARIABLE;
  /** Port on which MLflow listens, on its loopback address or on all addresses. */
  public static readonly MLFLOW_PORT: number = proxySettings().upstreamPort;
  /** Port of the method proxy, which the gateway's load balancer reaches. */
  public static readonly PROXY_PORT: number = proxySettings().listenPort;
  /** Port of the proxy's UI listener, which the load balancer of the UI reaches; only with `uiOrigin`. */
  public static readonly UI_PORT: number = 8081;

  /**
   * The two containers.
   * @throws ValidationError for an invalid prop
   */
  public static containers(props: ServerSpecProps): ServerContainers {
    checkOnce("ServerSpec", props, SERVER_SPEC);
    const settings = serverSettings(props);
    return { mlflow: mlflowContainer(settings), proxy: proxyContainer(settings) };
  }
}

// Measured with everything else read-only: MLflow keeps uploads and the layer there; Caddy needs nothing, but a shell may keep a
// here-document there.
const TEMPORARY = ["/tmp"];

function mlflowContainer(settings: ServerSettings): ContainerSpec {
  const check = `import urllib.request; urllib.request.urlopen("http://127.0.0.1:${ServerSpec.MLFLOW_PORT}/health", timeout=4)`;
  return {
    name: "mlflow",
    image: settings.images.mlflow,
    command: SERVER_COMMAND,
    environment: {
      MLFLOW_HOST: settings.listensOnAllAddresses === true ? "0.0.0.0" : "127.0.0.1",
      MLFLOW_PORT: String(ServerSpec.MLFLOW_PORT),
      MLFLOW_WORKERS: String(settings.workers),
      MLFLOW_SERVE_ARTIFACTS: "true",
      MLFLOW_ARTIFACTS_DESTINATION: settings.artifactsDestination,
      // The Host of the proxy is localhost; that of a tunnel to the loopback port is localhost or 127.0.0.1 with its own port.
      MLFLOW_SERVER_ALLOWED_HOSTS: "localhost,localhost:*,127.0.0.1,127.0.0.1:*",
      // MLflow checks a browser's Origin even if it is the page's own.
      ...(settings.uiOrigin === undefined ? {} : { MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: settings.uiOrigin }),
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
      MLFLOW_DISABLE_TELEMETRY: "true",
      [LAYER_VARIABLE]: LAYER,
      MLOPS_REQUESTS_A_WORKER: String(Math.ceil(settings.maxRequests / settings.workers)),
      MLOPS_WAIT_SECONDS: String(settings.maxWaitSeconds),
      ...poolVariables(settings),
    },
    secrets: [ServerSpec.DATABASE_SECRET],
    writablePaths: TEMPORARY,
    healthCheck: ["python", "-c", check],
  };
}

/** A pool keeps all of its connections but one. MLflow ignores an overflow of 0 and lets SQLAlchemy add its 10. */
function poolVariables({ connectionsPerWorker }: ServerSettings): Record<string, string> {
  if (connectionsPerWorker === undefined) return {};
  return {
    MLFLOW_SQLALCHEMYSTORE_POOL_SIZE: String(connectionsPerPool(connectionsPerWorker) - 1),
    MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW: "1",
  };
}

function proxyContainer(settings: ServerSettings): ContainerSpec {
  const proxy: MethodProxyProps = {
    groups: settings.groups,
    operations: settings.operations,
    uiPort: settings.uiOrigin === undefined ? undefined : ServerSpec.UI_PORT,
    snowflakeAccount: settings.snowflakeAccount !== undefined,
    gatewayKey: settings.gatewayKey,
  };
  const { listenPort } = proxySettings(proxy);
  return {
    name: "proxy",
    image: settings.images.proxy,
    command: PROXY_COMMAND,
    environment: {
      [PROXY_VARIABLE]: MethodProxy.render(proxy),
      ...(settings.snowflakeAccount === undefined
        ? {}
        : {
            [ACCOUNT_VARIABLE]: settings.snowflakeAccount.account,
            [REGION_VARIABLE]: settings.snowflakeAccount.region,
          }),
    },
    secrets: settings.gatewayKey === true ? [ServerSpec.GATEWAY_KEY_SECRET] : [],
    port: listenPort,
    uiPort: proxy.uiPort,
    writablePaths: TEMPORARY,
    healthCheck: ["wget", "-q", "-O", "/dev/null", `http://127.0.0.1:${listenPort}/health`],
  };
}
