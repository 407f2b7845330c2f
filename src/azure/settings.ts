import type { ExistingSnowflakeAttributes, ExistingSnowflakeComponents, PlatformSettings } from "../platform";
import type { IArtifactStore } from "./artifact-store/interface";
import type { ArtifactSettings, ArtifactStoreAttributes } from "./artifact-store/settings";
import type { IBackendStore } from "./backend-store/interface";
import type { BackendStoreAttributes, DatabaseSettings } from "./backend-store/settings";
import type { DeployerSettings } from "./deployer/settings";
import type { GatewaySettings } from "./gateway/settings";
import type { INetwork } from "./network/interface";
import type { ModelEndpointSettings } from "./model-endpoint/settings";
import type { IModelWorkspace } from "./model-workspace/interface";
import type { ModelWorkspaceAttributes, ModelWorkspaceSettings } from "./model-workspace/settings";
import type { NetworkAttributes, NetworkSettings } from "./network/settings";
import type { ObservabilitySettings } from "./observability/settings";
import type { IResourceGroup } from "./resource-group/interface";
import type { ResourceGroupAttributes } from "./resource-group/settings";
import type { SnowflakeAccessSettings } from "./snowflake-access/settings";
import type { ITrackingServer } from "./tracking-server/interface";
import type { ServerSettings, TrackingServerAttributes } from "./tracking-server/settings";
import type { UiSettings } from "./ui-access/settings";

/** Settings of a platform on Azure, component by component. */
export interface AzurePlatformSettings extends PlatformSettings, SnowflakeAccessSettings, DeployerSettings {
  /** Public addresses or a virtual network. @default - public addresses in dev, a virtual network in prod */
  readonly network?: NetworkSettings;
  /** The artifacts' storage account. @default - a storage account without shared keys */
  readonly artifacts?: ArtifactSettings;
  /** The database. @default - by size */
  readonly database?: DatabaseSettings;
  /** The MLflow servers. @default - by size */
  readonly server?: ServerSettings;
  /** The gateway. @default - by size */
  readonly gateway?: GatewaySettings;
  /** Alarms, an action group, a request log, a budget. @default - none in dev, alarms and a request log in prod */
  readonly observability?: ObservabilitySettings;
  /** A container app at which users sign in to MLflow's UI. @default - none */
  readonly ui?: UiSettings;
  /** Models that SQL functions score by online endpoints of Azure Machine Learning. @default - none */
  readonly endpoints?: ModelEndpointSettings[];
  /** The workspace that the endpoints share; made with the first of them. @default - a new workspace, storage account and registry */
  readonly modelWorkspace?: ModelWorkspaceSettings;
}

/** Existing components, as plain data; the platform creates the others. */
export interface ExistingAzureAttributes extends ExistingSnowflakeAttributes {
  /** @default - a new resource group */
  readonly resourceGroup?: ResourceGroupAttributes;
  /** @default - a new virtual network, where `network` asks for one */
  readonly network?: NetworkAttributes;
  /** @default - a new storage account and container */
  readonly artifactStore?: ArtifactStoreAttributes;
  /** @default - a new database */
  readonly backendStore?: BackendStoreAttributes;
  /** An MLflow server behind the method proxy; needs `artifactStore` too, and has its own database. @default - new servers */
  readonly trackingServer?: TrackingServerAttributes;
  /** An Azure Machine Learning workspace for the endpoints. @default - a new workspace, where there are endpoints */
  readonly modelWorkspace?: ModelWorkspaceAttributes;
}

/** Existing components, as constructs; the platform creates the others. */
export interface ExistingAzureComponents extends ExistingSnowflakeComponents {
  /** @default - a new resource group */
  readonly resourceGroup?: IResourceGroup;
  /** @default - a new virtual network, where `network` asks for one */
  readonly network?: INetwork;
  /** @default - a new storage account and container */
  readonly artifactStore?: IArtifactStore;
  /** @default - a new database */
  readonly backendStore?: IBackendStore;
  /** An MLflow server behind the method proxy; needs `artifactStore` too, and has its own database. @default - new servers */
  readonly trackingServer?: ITrackingServer;
  /** An Azure Machine Learning workspace for the endpoints. @default - a new workspace, where there are endpoints */
  readonly modelWorkspace?: IModelWorkspace;
}
