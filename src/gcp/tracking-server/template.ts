import type {
  CloudRunV2ServiceTemplate,
  CloudRunV2ServiceTemplateContainers,
} from "@cdktf/provider-google/lib/cloud-run-v2-service";
import { ServerSpec, type ServerSpecProps } from "../../mlflow";
import type { IBackendStore } from "../backend-store/interface";
import type { INetwork } from "../network/interface";
import { runContainer } from "./containers";
import type { ResolvedServer } from "./defaults";
import type { ServerHost } from "./interface";
import { startupProbe } from "./probes";

export interface ServerTemplateProps {
  readonly host: ServerHost;
  readonly backendStore: IBackendStore;
  /** The VPC network through which the servers reach the database. @default - none */
  readonly network?: INetwork;
  /** The containers, except for what the host says. */
  readonly spec: Omit<ServerSpecProps, "images" | "imageRegistry" | "connectionsPerWorker" | "listensOnAllAddresses">;
  readonly settings: ResolvedServer;
  /** Port of the proxy that the service's address leads to. */
  readonly port: number;
  /** Concurrent requests of an instance, with those that wait in MLflow's queue. */
  readonly concurrency: number;
}

/** As long as the longest call of the gateway. */
const TIMEOUT = "300s";

/**
 * The proxy takes 50 MiB. Not verified: that each container needs a whole vCPU for concurrent requests, and 512 MiB in the second
 * generation.
 */
const PROXY = { vcpu: 1, memoryMib: 512, startupSeconds: 60 };

const SOCKETS = "cloudsql";

/** What other tools write, and what Cloud Run returns although nothing set it: the provider would remove it in every plan. */
export const IGNORED = ["client", "client_version", "scaling"];

/**
 * The revision of a Cloud Run service with MLflow and its proxy. The proxy alone has a port; it starts when MLflow answers.
 * @see https://cloud.google.com/run/docs/deploying#sidecars
 */
export function serverTemplate(props: ServerTemplateProps): CloudRunV2ServiceTemplate {
  const { host, backendStore, network, settings } = props;
  const { connectionName } = backendStore;
  return {
    serviceAccount: host.serviceAccountEmail,
    // Both, as the provider would remove what Cloud Run adds to one.
    scaling: { minInstanceCount: settings.minInstances, maxInstanceCount: settings.maxInstances },
    timeout: TIMEOUT,
    maxInstanceRequestConcurrency: props.concurrency,
    executionEnvironment: "EXECUTION_ENVIRONMENT_GEN2",
    containers: containers(props),
    volumes:
      connectionName === undefined ? undefined : [{ name: SOCKETS, cloudSqlInstance: { instances: [connectionName] } }],
    vpcAccess: network && {
      networkInterfaces: [{ network: network.networkId, subnetwork: network.subnetworkId }],
      egress: "PRIVATE_RANGES_ONLY",
    },
  };
}

function containers({
  host,
  backendStore,
  spec,
  settings,
  port,
}: ServerTemplateProps): CloudRunV2ServiceTemplateContainers[] {
  const { mlflow, proxy } = ServerSpec.containers({
    ...spec,
    images: { mlflow: host.mlflowImage, proxy: host.proxyImage },
    connectionsPerWorker: host.connectionsPerWorker,
    // Startup probes do not reach the loopback address. The port of the proxy is the only one that an address leads to.
    listensOnAllAddresses: true,
  });
  return [
    runContainer(proxy, {
      vcpu: PROXY.vcpu,
      memoryMib: PROXY.memoryMib,
      startupProbe: startupProbe(port, PROXY.startupSeconds),
      dependsOn: [mlflow.name],
      port,
    }),
    {
      ...runContainer(mlflow, {
        vcpu: settings.vcpu,
        memoryMib: settings.memoryMib,
        startupProbe: startupProbe(ServerSpec.MLFLOW_PORT, settings.startupGraceSeconds),
        secrets: {
          [ServerSpec.DATABASE_SECRET]: { secret: backendStore.uriSecretId, version: backendStore.uriSecretVersion },
        },
      }),
      volumeMounts: backendStore.connectionName === undefined ? undefined : [{ name: SOCKETS, mountPath: "/cloudsql" }],
    },
  ];
}
