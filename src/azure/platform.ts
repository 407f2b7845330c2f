import { Construct, type IConstruct } from "constructs";
import { Sizes, Tags, type Size } from "../core";
import { asChecked, checkOnce } from "../core/checks";
import { SnowflakePlatform } from "../platform";
import { offeredOperations } from "../platform/defaults";
import { fixPlatformSettings } from "../platform/fixed-settings";
import { snowflakeNames } from "../platform/names";
import { uniquePrefix } from "../platform/unique-prefix";
import { CurrentAccount } from "../snowflake";
import { ArtifactStore } from "./artifact-store/artifact-store";
import type { IArtifactStore } from "./artifact-store/interface";
import { BackendStore } from "./backend-store/backend-store";
import type { IBackendStore } from "./backend-store/interface";
import { AZURE_PLATFORM, isPrivate } from "./checks";
import { DEFAULT_LOCATION } from "./defaults";
import { Gateway } from "./gateway/gateway";
import { isPrivateEndpoint } from "./model-endpoint/defaults";
import type { INetwork } from "./network/interface";
import { Network } from "./network/network";
import { Observability, type ObservabilityProps } from "./observability/observability";
import type { IResourceGroup } from "./resource-group/interface";
import { ResourceGroup } from "./resource-group/resource-group";
import type { AzurePlatformSettings, ExistingAzureComponents } from "./settings";
import { SnowflakeAccess } from "./snowflake-access/snowflake-access";
import { AzureSubscription } from "./subscription";
import type { ScoredModel } from "./scored-model";
import { makeScoredModels } from "./scored-models";
import { TrackingServer } from "./tracking-server/tracking-server";
import { UiAccess } from "./ui-access/ui-access";

export interface AzureMlopsPlatformProps extends AzurePlatformSettings {
  /** Beginning of the names of all resources: 2 to 20 lower-case letters, digits and single hyphens. */
  readonly prefix: string;
  /** The size, from which every default that depends on it is taken. */
  readonly size: Size;
  /** Location of all resources, for instance `northeurope`. @default - "westeurope" */
  readonly location?: string;
  /** Tags of every resource that can carry them. @default - only the platform's own two */
  readonly tags?: Record<string, string>;
  /** Deletion protection and `prevent_destroy` on what holds data. @default - false in dev, true in prod */
  readonly protection?: boolean;
  /** Existing components. @default - all components are created */
  readonly existing?: ExistingAzureComponents;
}

/**
 * The whole platform on Azure: MLflow behind a gateway that only Snowflake can call, its database and artifacts, and in
 * Snowflake the functions, stages and roles that reach them. One apply creates all of it; an administrator of the Entra tenant then
 * consents to Snowflake's applications.
 *
 * The scope's stack needs the providers azurerm, azuread, snowflake, random and time: `AzureProviders.addTo(stack)`.
 */
export class AzureMlopsPlatform extends Construct {
  public readonly resourceGroup: IResourceGroup;
  /** The virtual network; undefined with public addresses. */
  public readonly network?: INetwork;
  public readonly artifactStore: IArtifactStore;
  /** MLflow's database; undefined when the servers existed already. */
  public readonly backendStore?: IBackendStore;
  /** The container app at which users sign in; undefined without `ui`. */
  public readonly uiAccess?: UiAccess;
  /** The MLflow servers; undefined when they existed already. */
  public readonly trackingServer?: TrackingServer;
  public readonly gateway: Gateway;
  /** The trust between Snowflake and Azure, and what an administrator consents to. */
  public readonly snowflakeAccess: SnowflakeAccess;
  /** Everything in Snowflake: workspace, functions, stages and what kedro-snowflake needs. */
  public readonly snowflake: SnowflakePlatform;
  /** Alarms, action group, request log and budget; undefined when the settings create none. */
  public readonly observability?: Observability;
  /** The endpoints with the functions that score by them. */
  public readonly scoredModels: ScoredModel[];
  private readonly prefix: string;

  /** @throws ValidationError with every invalid setting */
  constructor(scope: Construct, id: string, props: AzureMlopsPlatformProps) {
    super(scope, id);
    this.prefix = props.prefix;
    const isNamesake = (each: IConstruct) =>
      each instanceof AzureMlopsPlatform && each !== this && each.prefix === this.prefix;
    checkOnce(this, props, { rows: [...AZURE_PLATFORM.rows, uniquePrefix(this, isNamesake)] }, props.size);
    // All components share one subscription.
    AzureSubscription.of(this);
    const { prefix, size, existing = {}, snowflakeStoragePrincipalId, deployerObjectId } = props;
    const protection = props.protection ?? Sizes.defaults(size).protection;
    const named = { prefix, size, tags: Tags.of(prefix, props.tags) };

    const location = props.location ?? DEFAULT_LOCATION;
    this.resourceGroup =
      existing.resourceGroup ?? new ResourceGroup(this, "ResourceGroup", asChecked({ ...named, location }));
    const component = { ...named, resourceGroup: this.resourceGroup };
    const { endpoints = [] } = props;
    const privateEndpoints = endpoints.some((each) => isPrivateEndpoint(each, true));
    this.network =
      existing.network ??
      (isPrivate(props)
        ? new Network(this, "Network", asChecked({ ...component, cidr: props.network?.cidr, privateEndpoints }))
        : undefined);
    const { network } = this;
    const artifacts = asChecked({ ...component, ...props.artifacts, protection, network });
    this.artifactStore = existing.artifactStore ?? new ArtifactStore(this, "ArtifactStore", artifacts);
    const { artifactStore } = this;
    let trackingServer = existing.trackingServer;
    let account: CurrentAccount | undefined;
    let logAnalyticsWorkspaceId: string | undefined;
    if (trackingServer === undefined) {
      const database = asChecked({ ...component, ...props.database, protection, network });
      const backendStore = existing.backendStore ?? new BackendStore(this, "BackendStore", database);
      account = new CurrentAccount(this, "SnowflakeAccount");
      const server = {
        ...component,
        ...props.server,
        network,
        artifactStore,
        backendStore,
        ...offeredOperations(props.snowflake),
        snowflakeAccount: account.identity,
      };
      const made = new TrackingServer(this, "TrackingServer", asChecked(server));
      trackingServer = this.trackingServer = made;
      logAnalyticsWorkspaceId = made.host.logAnalyticsWorkspaceId;
      this.backendStore = backendStore;
      const ui =
        props.ui &&
        asChecked({
          ...component,
          ...props.server,
          ...props.ui,
          network,
          artifactStore,
          backendStore,
          host: made.host,
          deployerObjectId,
        });
      this.uiAccess = ui && new UiAccess(this, "UiAccess", ui);
    }

    const names = snowflakeNames(prefix, props, existing);
    const access = { ...component, ...names, artifactStore, snowflakeStoragePrincipalId, deployerObjectId };
    this.snowflakeAccess = new SnowflakeAccess(this, "SnowflakeAccess", asChecked(access));
    // The routes to endpoints compare it, also where an existing server has its own.
    const caller = endpoints.length === 0 ? undefined : (account ?? new CurrentAccount(this, "SnowflakeAccount"));
    const gateway = { ...component, ...props.gateway, network, trackingServer, snowflakeAccount: caller?.identity };
    this.gateway = new Gateway(this, "Gateway", asChecked(gateway));
    const apiIntegration = this.snowflakeAccess.connect(this.gateway);
    this.gateway.allow(this.snowflakeAccess.caller);
    this.snowflake = new SnowflakePlatform(this, "Snowflake", {
      ...{ prefix, protection, existing, snowflake: props.snowflake, kedro: props.kedro },
      account,
      apiIntegration,
      storageIntegration: this.snowflakeAccess.storageIntegration,
      artifactLocation: this.snowflakeAccess.artifactLocation,
    });
    fixPlatformSettings(this.snowflake, { prefix, setting: "location", region: this.resourceGroup.location });
    this.observability = this.makeObservability({ ...component, ...props.observability });
    this.scoredModels = makeScoredModels(this, endpoints, {
      ...{ component, protection, artifactStore, network, logAnalyticsWorkspaceId, gateway: this.gateway },
      ...{ workspace: this.snowflake.workspace, integration: apiIntegration, account: caller },
      ...{ modelWorkspace: props.modelWorkspace, existingModelWorkspace: existing.modelWorkspace },
      deployerObjectId,
      alarmActionGroupId: this.observability?.actionGroupId,
    });
  }

  private makeObservability(props: ObservabilityProps): Observability | undefined {
    const { metrics: gateway } = this.gateway;
    const { metrics: servers } = this.trackingServer ?? {};
    const { metrics: database } = this.backendStore ?? {};
    const monitored = asChecked({ ...props, gateway, servers, database });
    return Observability.isWanted(monitored) ? new Observability(this, "Observability", monitored) : undefined;
  }
}
