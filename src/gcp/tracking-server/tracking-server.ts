import { CloudRunV2Service } from "@cdktf/provider-google/lib/cloud-run-v2-service";
import { Construct } from "constructs";
import { checkOnce, type CheckTable } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import { FixedSetting } from "../../core/fixed-setting";
import { ServerSpec, type OperationGroup } from "../../mlflow";
import { serverSettings } from "../../mlflow/server/defaults";
import type { SnowflakeAccountIdentity } from "../../snowflake";
import type { IArtifactStore } from "../artifact-store/interface";
import type { IBackendStore } from "../backend-store/interface";
import type { GcpComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { OPERATIONS_GUIDE } from "../guide";
import type { IServerImages } from "../image-repositories/interface";
import type { INetwork } from "../network/interface";
import { serviceUrl } from "../project-addresses";
import { ImportedTrackingServer } from "./attributes";
import { SERVER, serverImagesRow } from "./checks";
import { connectionRows, connectionsPerWorker } from "./connections";
import { resolveServer, type ResolvedServer } from "./defaults";
import { ServerIdentity } from "./identity";
import type { ITrackingServer, ServerHost, ServerMetrics } from "./interface";
import type { ServerSettings, TrackingServerAttributes } from "./settings";
import { IGNORED, serverTemplate } from "./template";

export interface TrackingServerProps extends GcpComponentProps, ServerSettings {
  /** The VPC network through which the servers reach the database. @default - none: by Cloud SQL's connector, or a public address */
  readonly network?: INetwork;
  readonly artifactStore: IArtifactStore;
  readonly backendStore: IBackendStore;
  /** Images that Cloud Run can pull: `ImageRepositories`. @default - `images`, or the stock images in `imageRegistry` */
  readonly serverImages?: IServerImages;
  /**
   * Groups of MLflow's operations that the servers offer to functions.
   * @default - tracking, registry and logged models, as functions have by default
   */
  readonly groups?: OperationGroup[];
  /** Operations that the servers offer in addition, by the names of their RPCs: `createRun`. @default - none */
  readonly operations?: string[];
  /** The Snowflake account that the servers admit. @default - whoever the gateway lets through */
  readonly snowflakeAccount?: SnowflakeAccountIdentity;
  /** Whether a UI uses the same database: the servers leave connections for it. @default - false */
  readonly hasUi?: boolean;
}

const OWN = componentTable(SERVER);
type Own = TrackingServerProps & ResolvedServer;

/** Requirements on the props of servers that are used alone. */
const TRACKING_SERVER: CheckTable<TrackingServerProps, Own> = {
  rows: [
    ...OWN.rows,
    serverImagesRow<Own>(),
    ...connectionRows<Own>("", (server) => ({
      server,
      maxConnections: server.backendStore.maxConnections,
      hasUi: server.hasUi === true,
    })),
  ],
  resolve: (given, size) => ({ ...given, ...resolveServer(given, size) }),
};

/**
 * Requests of an instance for each that MLflow handles at once: the others wait in MLflow's queue, in their order. Cloud Run starts another
 * instance before there are as many.
 */
const REQUESTS_WITH_QUEUE = 4;
/** @see https://cloud.google.com/run/docs/about-concurrency */
const MAX_CONCURRENCY = 1000;

/**
 * The MLflow servers: a Cloud Run service of two containers, MLflow and the method proxy in front of it, which alone has a port. The
 * service has a public address that admits only whom IAM allows: nobody, until the gateway's account gets the role.
 * @see https://cloud.google.com/run/docs/overview/what-is-cloud-run
 */
export class TrackingServer extends Construct implements ITrackingServer {
  /**
   * Uses an existing MLflow server.
   * @throws ValidationError for a URL with a path, and for an invalid name or region
   */
  public static fromTrackingServerAttributes(
    scope: Construct,
    id: string,
    attributes: TrackingServerAttributes,
  ): ITrackingServer {
    return new ImportedTrackingServer(scope, id, attributes);
  }

  public readonly url: string;
  public readonly serviceName: string;
  public readonly serviceRegion?: string;
  /** With which identity and images the servers run; the UI shares it. */
  public readonly host: ServerHost;
  /** Metrics of the servers. */
  public readonly metrics: ServerMetrics;

  /**
   * @throws ValidationError for a number of instances, vCPU, memory, workers or seconds out of range, for an invalid image, and for more
   * instances, workers or requests than the database has connections for
   */
  constructor(scope: Construct, id: string, props: TrackingServerProps) {
    super(scope, id);
    checkOnce(this, props, TRACKING_SERVER, props.size);
    const settings = resolveServer(props, props.size);
    const { prefix, region, tags, services, network, artifactStore, backendStore } = props;
    const { artifactsDestination } = artifactStore;
    new FixedSetting(this, "ArtifactsDestination", {
      value: artifactsDestination,
      message:
        "Bucket and prefix of the artifacts cannot be changed by a deploy alone: MLflow would no longer find the artifacts that " +
        `exist. Set them back, or move the artifacts as ${OPERATIONS_GUIDE} says.`,
    });
    this.host = this.makeHost(props, settings);
    const { connectionsPerWorker: connections } = this.host;
    const spec = {
      artifactsDestination,
      workers: settings.workers,
      groups: props.groups,
      operations: props.operations,
      maxRequests: settings.maxRequests,
      snowflakeAccount: props.snowflakeAccount,
    };
    const { maxRequests } = serverSettings({ ...spec, connectionsPerWorker: connections });
    const name = `${prefix}-mlflow`;
    // Known before the service exists: the gateway is created beside the database, and not after it. The name is short enough for it.
    this.url = serviceUrl(this, name, region);
    const service = new CloudRunV2Service(this, "Resource", {
      name,
      location: region,
      ingress: "INGRESS_TRAFFIC_ALL",
      // The audience of the gateway's tokens, whichever of the service's addresses Cloud Run calls its own.
      customAudiences: [this.url],
      // It holds no data, and a service whose first revision failed could not be replaced.
      deletionProtection: false,
      labels: tags,
      template: serverTemplate({
        ...{ host: this.host, backendStore, network, spec, settings },
        port: ServerSpec.PROXY_PORT,
        concurrency: Math.min(maxRequests * REQUESTS_WITH_QUEUE, MAX_CONCURRENCY),
      }),
      dependsOn: dependenciesFor(this, [
        ...(services?.dependencies ?? []),
        ...this.host.dependencies,
        ...backendStore.dependencies,
      ]),
      lifecycle: { ignoreChanges: IGNORED },
    });
    this.serviceName = service.name;
    this.serviceRegion = region;
    this.metrics = { serviceName: service.name, region };
  }

  private makeHost(props: TrackingServerProps, settings: ResolvedServer): ServerHost {
    const { prefix, size, region, tags, services, artifactStore, backendStore, serverImages } = props;
    const identity = new ServerIdentity(this, "Identity", {
      ...{ prefix, size, region, tags, services, artifactStore, backendStore },
      accountId: settings.serviceAccountId ?? `${prefix}-mlflow`,
    });
    const { artifactsDestination } = artifactStore;
    const { images } = serverSettings({ ...settings, artifactsDestination });
    const { mlflow, proxy } = serverImages ?? images;
    return {
      serviceAccountEmail: identity.email,
      mlflowImage: mlflow,
      proxyImage: proxy,
      connectionsPerWorker: connectionsPerWorker(settings, backendStore.maxConnections, props.hasUi === true),
      dependencies: [...identity.dependencies, ...(serverImages?.dependencies ?? [])],
    };
  }
}
