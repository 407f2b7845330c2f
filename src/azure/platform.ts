import { Construct } from "constructs";
import type { Size } from "../core";
import { asChecked } from "../core/checks";
import type { SnowflakePlatform } from "../platform";
import { snowflakeNames } from "../platform/names";
import { makeObservability, metricsOf } from "../platform/observability";
import { checkPlatform } from "../platform/platform-props";
import { makeSnowflakeSide } from "../platform/snowflake-side";
import { CurrentAccount } from "../snowflake";
import { ArtifactStore } from "./artifact-store/artifact-store";
import type { IArtifactStore } from "./artifact-store/interface";
import type { IBackendStore } from "./backend-store/interface";
import { AZURE_PLATFORM, isPrivate } from "./checks";
import type { AzureComponentProps } from "./component";
import { DEFAULT_LOCATION } from "./defaults";
import { Gateway } from "./gateway/gateway";
import { isPrivateEndpoint } from "./model-endpoint/defaults";
import type { INetwork } from "./network/interface";
import { Network } from "./network/network";
import { Observability } from "./observability/observability";
import type { IResourceGroup } from "./resource-group/interface";
import { ResourceGroup } from "./resource-group/resource-group";
import type { AzurePlatformSettings, ExistingAzureComponents } from "./settings";
import { makeServers } from "./servers";
import { SnowflakeAccess } from "./snowflake-access/snowflake-access";
import { AzureSubscription } from "./subscription";
import type { ScoredModel } from "./scored-model";
import { makeScoredModels } from "./scored-models";
import type { TrackingServer } from "./tracking-server/tracking-server";
import type { UiAccess } from "./ui-access/ui-access";

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

  /** @throws ValidationError with every invalid setting */
  constructor(scope: Construct, id: string, props: AzureMlopsPlatformProps) {
    super(scope, id);
    const { named, protection } = checkPlatform(this, AzureMlopsPlatform, props, AZURE_PLATFORM);
    // All components share one subscription.
    AzureSubscription.of(this);
    const { prefix, existing = {}, snowflake, kedro, endpoints = [], deployerObjectId } = props;

    const location = props.location ?? DEFAULT_LOCATION;
    this.resourceGroup =
      existing.resourceGroup ?? new ResourceGroup(this, "ResourceGroup", asChecked({ ...named, location }));
    const component = { ...named, resourceGroup: this.resourceGroup };
    this.network = existing.network ?? this.makeNetwork(props, component);
    const { network } = this;
    const artifacts = asChecked({ ...component, ...props.artifacts, protection, network });
    this.artifactStore = existing.artifactStore ?? new ArtifactStore(this, "ArtifactStore", artifacts);
    const { artifactStore } = this;
    const servers = makeServers(this, props, { component, protection, network, artifactStore, existing });
    const { trackingServer, account } = servers;
    this.trackingServer = servers.created;
    this.backendStore = servers.backendStore;
    this.uiAccess = servers.uiAccess;

    const { snowflakeStoragePrincipalId } = props;
    const names = snowflakeNames(prefix, props, existing);
    const trust = { ...component, ...names, artifactStore, snowflakeStoragePrincipalId, deployerObjectId };
    const access = new SnowflakeAccess(this, "SnowflakeAccess", asChecked(trust));
    this.snowflakeAccess = access;
    // The routes to endpoints compare it, also where an existing server has its own.
    const caller = endpoints.length === 0 ? undefined : (account ?? new CurrentAccount(this, "SnowflakeAccount"));
    const gateway = { ...component, ...props.gateway, network, trackingServer, snowflakeAccount: caller?.identity };
    this.gateway = new Gateway(this, "Gateway", asChecked(gateway));
    const apiIntegration = access.connect(this.gateway);
    this.gateway.allow(access.caller);
    this.snowflake = makeSnowflakeSide(this, {
      ...{ prefix, protection, existing, snowflake, kedro, account, apiIntegration, access },
      ...{ setting: "location", region: this.resourceGroup.location },
    });
    const monitored = { ...component, ...props.observability, ...metricsOf(this) };
    this.observability = makeObservability(this, Observability, monitored);
    const { logAnalyticsWorkspaceId } = servers.created?.host ?? {};
    this.scoredModels = makeScoredModels(this, endpoints, {
      ...{ component, protection, artifactStore, network, logAnalyticsWorkspaceId, gateway: this.gateway },
      ...{ workspace: this.snowflake.workspace, integration: apiIntegration, account: caller },
      ...{ modelWorkspace: props.modelWorkspace, existingModelWorkspace: existing.modelWorkspace },
      deployerObjectId,
      alarmActionGroupId: this.observability?.actionGroupId,
    });
  }

  private makeNetwork(props: AzureMlopsPlatformProps, component: AzureComponentProps): INetwork | undefined {
    if (!isPrivate(props)) return undefined;
    const { network, endpoints = [] } = props;
    const privateEndpoints = endpoints.some((each) => isPrivateEndpoint(each, true));
    return new Network(this, "Network", asChecked({ ...component, cidr: network?.cidr, privateEndpoints }));
  }
}
