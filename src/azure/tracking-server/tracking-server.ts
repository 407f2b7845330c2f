import { Password } from "@cdktf/provider-random/lib/password";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce, type CheckTable } from "../../core/checks";
import { FixedSetting } from "../../core/fixed-setting";
import { ServerSpec, type OperationGroup } from "../../mlflow";
import type { SnowflakeAccountIdentity } from "../../snowflake";
import type { IArtifactStore } from "../artifact-store/interface";
import type { IBackendStore } from "../backend-store/interface";
import type { AzureComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { OPERATIONS_GUIDE } from "../guide";
import type { INetwork } from "../network/interface";
import { ImportedTrackingServer } from "./attributes";
import { SERVER, publicServerRows } from "./checks";
import { resolveServer, type ResolvedServer } from "./defaults";
import { ServerEnvironment } from "./environment";
import { ServerIdentity } from "./identity";
import type { ITrackingServer, ServerHost, ServerMetrics } from "./interface";
import { ServerLogs } from "./logs";
import { EnvironmentDns } from "./private-dns";
import { ServerApp } from "./server-app";
import type { ServerSettings, TrackingServerAttributes } from "./settings";

export interface TrackingServerProps extends AzureComponentProps, ServerSettings {
  /** The virtual network of the servers. @default - public addresses */
  readonly network?: INetwork;
  readonly artifactStore: IArtifactStore;
  readonly backendStore: IBackendStore;
  /**
   * Groups of MLflow's operations that the servers offer to functions.
   * @default - tracking, registry and logged models, as functions have by default
   */
  readonly groups?: OperationGroup[];
  /** Operations that the servers offer in addition, by the names of their RPCs: `createRun`. @default - none */
  readonly operations?: string[];
  /** The Snowflake account that the servers admit. @default - whoever the gateway lets through */
  readonly snowflakeAccount?: SnowflakeAccountIdentity;
}

const OWN = componentTable(SERVER);
type Own = AzureComponentProps & ResolvedServer & { readonly network?: INetwork };

/** Requirements on the props of servers that are used alone. */
const TRACKING_SERVER: CheckTable<TrackingServerProps, TrackingServerProps & Own> = {
  rows: [...OWN.rows, ...publicServerRows<Own>("", ({ network }) => network === undefined)],
  resolve: (given, size) => ({ ...given, ...resolveServer(given, size) }),
};

/**
 * The MLflow servers: a container app of two containers, MLflow on its loopback address and the method proxy in front of it. The proxy
 * admits the gateway alone, by a key. With a network the app has a private address.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/overview
 */
export class TrackingServer extends Construct implements ITrackingServer {
  /**
   * Uses an existing MLflow server.
   * @throws ValidationError for a URL with a path, an ID that is not a Key Vault's, or an invalid name of a secret
   */
  public static fromTrackingServerAttributes(
    scope: Construct,
    id: string,
    attributes: TrackingServerAttributes,
  ): ITrackingServer {
    return new ImportedTrackingServer(scope, id, attributes);
  }

  public readonly url: string;
  public readonly gatewayKey: string;
  public readonly dependencies: ITerraformDependable[];
  /** Where the servers run and with which identity; the UI shares it. */
  public readonly host: ServerHost;
  /** Metrics of the servers. */
  public readonly metrics: ServerMetrics;

  /** @throws ValidationError for a number of replicas, vCPU, memory, workers, seconds or days out of range, and for an invalid image */
  constructor(scope: Construct, id: string, props: TrackingServerProps) {
    super(scope, id);
    checkOnce(this, props, TRACKING_SERVER, props.size);
    const settings = resolveServer(props, props.size);
    const { prefix, size, resourceGroup, tags, network, artifactStore, backendStore } = props;
    const component = { prefix, size, resourceGroup, tags };
    const { artifactsDestination } = artifactStore;
    new FixedSetting(this, "ArtifactsDestination", {
      value: artifactsDestination,
      message:
        "Container and prefix of the artifacts cannot be changed by a deploy alone: MLflow would no longer find the artifacts that " +
        `exist. Set them back, or move the artifacts as ${OPERATIONS_GUIDE} says.`,
    });
    const logs = new ServerLogs(this, "Logs", { ...component, logRetentionDays: settings.logRetentionDays });
    const identity = new ServerIdentity(this, "Identity", { ...component, artifactStore });
    const environment = this.makeEnvironment(props, settings, logs.workspaceId);
    const dns = network && new EnvironmentDns(this, "Dns", { ...component, environment, network });
    const key = new Password(this, "GatewayKey", { length: 48, special: false });
    this.host = {
      environmentId: environment.environmentId,
      workloadProfileName: environment.workloadProfileName,
      defaultDomain: environment.defaultDomain,
      logAnalyticsWorkspaceId: logs.workspaceId,
      identityId: identity.identityId,
      identityClientId: identity.clientId,
      dependencies: identity.dependencies,
    };
    const name = `${prefix}-mlflow`;
    const app = new ServerApp(this, "Server", {
      ...component,
      name,
      host: this.host,
      backendStore,
      spec: {
        artifactsDestination,
        workers: settings.workers,
        images: settings.images,
        imageRegistry: settings.imageRegistry,
        groups: props.groups,
        operations: props.operations,
        maxRequests: settings.maxRequests,
        snowflakeAccount: props.snowflakeAccount,
      },
      vcpu: settings.vcpu,
      memoryMib: settings.memoryMib,
      startupGraceSeconds: settings.startupGraceSeconds,
      registryIdentityId: settings.registryIdentityId,
      gatewayKey: key.result,
      targetPort: ServerSpec.PROXY_PORT,
      // In an internal environment: from the virtual network.
      external: true,
      minReplicas: settings.minReplicas,
      maxReplicas: settings.maxReplicas,
    });
    // Known before the app exists: the gateway is created beside the database, and not after it.
    this.url = `https://${name}.${environment.defaultDomain}`;
    this.gatewayKey = key.result;
    this.dependencies = dns?.dependencies ?? [];
    this.metrics = {
      containerAppId: app.appId,
      containerAppName: app.appName,
      logAnalyticsWorkspaceId: logs.workspaceId,
    };
  }

  private makeEnvironment(
    { prefix, size, resourceGroup, tags, network }: TrackingServerProps,
    { zoneRedundant }: ResolvedServer,
    logAnalyticsWorkspaceId: string,
  ): ServerEnvironment {
    return new ServerEnvironment(this, "Environment", {
      ...{ prefix, size, resourceGroup, tags, logAnalyticsWorkspaceId },
      name: prefix,
      subnet: network && { network, subnetId: network.serverSubnetId, internal: true, zoneRedundant },
    });
  }
}
