import type { ExistingSnowflakeAttributes, ExistingSnowflakeComponents, PlatformSettings } from "../platform";
import type { AccessLogSettings } from "./access-logs/settings";
import type { IArtifactStore } from "./artifact-store/interface";
import type { ArtifactSettings, ArtifactStoreAttributes } from "./artifact-store/settings";
import type { IBackendStore } from "./backend-store/interface";
import type { BackendStoreAttributes, DatabaseSettings } from "./backend-store/settings";
import type { GatewaySettings } from "./gateway/settings";
import type { ModelEndpointSettings } from "./model-endpoint/settings";
import type { INetwork } from "./network/interface";
import type { NetworkAttributes, NetworkSettings } from "./network/settings";
import type { ObservabilitySettings } from "./observability/settings";
import type { ITrackingServer } from "./tracking-server/interface";
import type { ServerSettings, TrackingServerAttributes } from "./tracking-server/settings";
import type { UiSettings } from "./ui-access/settings";

/** Settings of a platform on AWS, component by component. */
export interface AwsPlatformSettings extends PlatformSettings {
  /** The VPC. @default - a VPC of two zones; servers in public subnets in dev, behind NAT in prod */
  readonly network?: NetworkSettings;
  /** The artifacts' bucket. @default - a bucket with S3's own encryption */
  readonly artifacts?: ArtifactSettings;
  /** Access logs of bucket and load balancers. @default - none in dev, kept in prod */
  readonly accessLogs?: AccessLogSettings;
  /** The database. @default - by size */
  readonly database?: DatabaseSettings;
  /** The MLflow servers. @default - by size */
  readonly server?: ServerSettings;
  /** The gateway. @default - by size */
  readonly gateway?: GatewaySettings;
  /** Alarms, a topic, a dashboard, a budget. @default - none in dev, alarms and a dashboard in prod */
  readonly observability?: ObservabilitySettings;
  /** A load balancer at which users sign in to MLflow's UI. @default - none: users forward a port by `mlops open` */
  readonly ui?: UiSettings;
  /** Models that SQL functions score by SageMaker endpoints. @default - none */
  readonly endpoints?: ModelEndpointSettings[];
}

/** Existing components, as plain data; the platform creates the others. */
export interface ExistingAwsAttributes extends ExistingSnowflakeAttributes {
  /** @default - a new VPC */
  readonly network?: NetworkAttributes;
  /** @default - a new bucket */
  readonly artifactStore?: ArtifactStoreAttributes;
  /** @default - a new database */
  readonly backendStore?: BackendStoreAttributes;
  /** An MLflow server behind the method proxy; needs `network` and `artifactStore` too, and has its own database. @default - new servers */
  readonly trackingServer?: TrackingServerAttributes;
}

/** Existing components, as constructs; the platform creates the others. */
export interface ExistingAwsComponents extends ExistingSnowflakeComponents {
  /** @default - a new VPC */
  readonly network?: INetwork;
  /** @default - a new bucket */
  readonly artifactStore?: IArtifactStore;
  /** @default - a new database */
  readonly backendStore?: IBackendStore;
  /** An MLflow server behind the method proxy; needs `network` and `artifactStore` too, and has its own database. @default - new servers */
  readonly trackingServer?: ITrackingServer;
}
