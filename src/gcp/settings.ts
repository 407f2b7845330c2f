import type { ExistingSnowflakeAttributes, ExistingSnowflakeComponents, PlatformSettings } from "../platform";
import type { IArtifactStore } from "./artifact-store/interface";
import type { ArtifactSettings, ArtifactStoreAttributes } from "./artifact-store/settings";
import type { IBackendStore } from "./backend-store/interface";
import type { BackendStoreAttributes, DatabaseSettings } from "./backend-store/settings";
import type { GatewaySettings } from "./gateway/settings";
import type { ModelEndpointSettings } from "./model-endpoint/settings";
import type { INetwork } from "./network/interface";
import type { NetworkAttributes, NetworkSettings } from "./network/settings";
import type { ObservabilitySettings } from "./observability/settings";
import type { SnowflakeAccessSettings } from "./snowflake-access/settings";
import type { ITrackingServer } from "./tracking-server/interface";
import type { ServerSettings, TrackingServerAttributes } from "./tracking-server/settings";
import type { UiSettings } from "./ui-access/settings";

/** Settings of a platform on Google Cloud, component by component. */
export interface GcpPlatformSettings extends PlatformSettings, SnowflakeAccessSettings {
  /** Enables the services (APIs) that the platform uses; a destroy leaves them enabled. @default - true */
  readonly enableServices?: boolean;
  /**
   * The network of `database: { access: DatabaseAccess.PSC }` and of endpoints with `privateAccess`.
   * @default - none, as the database is reached by Cloud SQL's connector
   */
  readonly network?: NetworkSettings;
  /** The artifacts' bucket. @default - a versioned bucket without public access */
  readonly artifacts?: ArtifactSettings;
  /** The database. @default - by size */
  readonly database?: DatabaseSettings;
  /** The MLflow servers. @default - by size */
  readonly server?: ServerSettings;
  /** The gateway. @default - in the platform's region */
  readonly gateway?: GatewaySettings;
  /** Alarms, notification channels, a request log, a budget. @default - none in dev, alarms and a request log in prod */
  readonly observability?: ObservabilitySettings;
  /** A Cloud Run service at which users sign in to MLflow's UI. @default - none */
  readonly ui?: UiSettings;
  /** Models that SQL functions score by endpoints on Cloud Run or Vertex AI. @default - none */
  readonly endpoints?: ModelEndpointSettings[];
}

/** Existing components, as plain data; the platform creates the others. */
export interface ExistingGcpAttributes extends ExistingSnowflakeAttributes {
  /** @default - a new network, where `database` or an endpoint asks for one */
  readonly network?: NetworkAttributes;
  /** @default - a new bucket */
  readonly artifactStore?: ArtifactStoreAttributes;
  /** @default - a new database */
  readonly backendStore?: BackendStoreAttributes;
  /** An MLflow server behind the method proxy; needs `artifactStore` too, and has its own database. @default - new servers */
  readonly trackingServer?: TrackingServerAttributes;
}

/** Existing components, as constructs; the platform creates the others. */
export interface ExistingGcpComponents extends ExistingSnowflakeComponents {
  /** @default - a new network, where `database` or an endpoint asks for one */
  readonly network?: INetwork;
  /** @default - a new bucket */
  readonly artifactStore?: IArtifactStore;
  /** @default - a new database */
  readonly backendStore?: IBackendStore;
  /** An MLflow server behind the method proxy; needs `artifactStore` too, and has its own database. @default - new servers */
  readonly trackingServer?: ITrackingServer;
}
