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
import { GCP_PLATFORM, needsNetwork, serversNeedNetwork } from "./checks";
import type { GcpComponentProps } from "./component";
import { DEFAULT_REGION } from "./defaults";
import { Gateway } from "./gateway/gateway";
import { ImageRepositories } from "./image-repositories/image-repositories";
import type { INetwork } from "./network/interface";
import { ServingRuntime } from "./model-endpoint/settings";
import { Network } from "./network/network";
import { Observability, type ObservabilityProps } from "./observability/observability";
import { GcpProject } from "./project";
import type { IProjectServices } from "./project-services/interface";
import { ProjectServices } from "./project-services/project-services";
import type { ScoredModel } from "./scored-model";
import { makeScoredModels } from "./scored-models";
import type { ExistingGcpComponents, GcpPlatformSettings } from "./settings";
import { SnowflakeAccess } from "./snowflake-access/snowflake-access";
import { TrackingServer } from "./tracking-server/tracking-server";
import { UiAccess } from "./ui-access/ui-access";

export interface GcpMlopsPlatformProps extends GcpPlatformSettings {
  /** Beginning of the names of all resources: 2 to 20 lower-case letters, digits and single hyphens. */
  readonly prefix: string;
  /** The size, from which every default that depends on it is taken. */
  readonly size: Size;
  /** Region of all resources, for instance `us-central1`. @default - "europe-west1" */
  readonly region?: string;
  /** Labels of every resource that can carry them. @default - only the platform's own two */
  readonly tags?: Record<string, string>;
  /** Deletion protection and `prevent_destroy` on what holds data. @default - false in dev, true in prod */
  readonly protection?: boolean;
  /** Existing components. @default - all components are created */
  readonly existing?: ExistingGcpComponents;
}

/**
 * The whole platform on Google Cloud: MLflow behind a gateway that only Snowflake can call, its database and artifacts, and in
 * Snowflake the functions, stages and roles that reach them. One apply creates all of it.
 *
 * The scope's stack needs the providers google, google-beta, snowflake, random and time: `GcpProviders.addTo(stack)`.
 */
export class GcpMlopsPlatform extends Construct {
  /** The enabled services of the project; undefined when they are enabled already. */
  public readonly services?: IProjectServices;
  /** The VPC network; undefined when the database is reached by Cloud SQL's connector, and no endpoint has `privateAccess`. */
  public readonly network?: INetwork;
  public readonly artifactStore: IArtifactStore;
  /** MLflow's database; undefined when the servers existed already. */
  public readonly backendStore?: IBackendStore;
  /** The Cloud Run service at which users sign in; undefined without `ui`. */
  public readonly uiAccess?: UiAccess;
  /** The MLflow servers; undefined when they existed already. */
  public readonly trackingServer?: TrackingServer;
  public readonly gateway: Gateway;
  /** The trust between Snowflake and Google Cloud. */
  public readonly snowflakeAccess: SnowflakeAccess;
  /** Everything in Snowflake: workspace, functions, stages and what kedro-snowflake needs. */
  public readonly snowflake: SnowflakePlatform;
  /** Alarms, notification channels, request log and budget; undefined when the settings create none. */
  public readonly observability?: Observability;
  /** The endpoints with the functions that score by them. */
  public readonly scoredModels: ScoredModel[];
  private readonly prefix: string;

  /** @throws ValidationError with every invalid setting */
  constructor(scope: Construct, id: string, props: GcpMlopsPlatformProps) {
    super(scope, id);
    this.prefix = props.prefix;
    const isNamesake = (each: IConstruct) =>
      each instanceof GcpMlopsPlatform && each !== this && each.prefix === this.prefix;
    checkOnce(this, props, { rows: [...GCP_PLATFORM.rows, uniquePrefix(this, isNamesake)] }, props.size);
    // All components share one project.
    GcpProject.of(this);
    const { prefix, size, existing = {} } = props;
    const protection = props.protection ?? Sizes.defaults(size).protection;
    const named = { prefix, size, region: props.region ?? DEFAULT_REGION, tags: Tags.of(prefix, props.tags) };

    this.services = this.enableServices(props, named);
    const component = { ...named, services: this.services };
    this.network =
      existing.network ??
      (needsNetwork(props) ? new Network(this, "Network", asChecked({ ...component, ...props.network })) : undefined);
    const { network } = this;
    const artifacts = asChecked({ ...component, ...props.artifacts, protection });
    this.artifactStore = existing.artifactStore ?? new ArtifactStore(this, "ArtifactStore", artifacts);
    const { artifactStore } = this;
    let trackingServer = existing.trackingServer;
    const { endpoints = [] } = props;
    const isAdmitting = trackingServer === undefined || endpoints.length > 0;
    const account = isAdmitting ? new CurrentAccount(this, "SnowflakeAccount") : undefined;
    const { images, imageRegistry } = props.server ?? {};
    const serverImages = isAdmitting
      ? new ImageRepositories(this, "Images", asChecked({ ...component, images, imageRegistry }))
      : undefined;
    if (trackingServer === undefined) {
      const serverNetwork = serversNeedNetwork(props) ? network : undefined;
      const database = asChecked({ ...component, ...props.database, protection, network: serverNetwork });
      const backendStore = existing.backendStore ?? new BackendStore(this, "BackendStore", database);
      const server = {
        ...component,
        ...props.server,
        network: serverNetwork,
        artifactStore,
        backendStore,
        serverImages,
        hasUi: props.ui !== undefined,
        ...offeredOperations(props.snowflake),
        snowflakeAccount: account?.identity,
      };
      const made = new TrackingServer(this, "TrackingServer", asChecked(server));
      trackingServer = this.trackingServer = made;
      this.backendStore = backendStore;
      const ui =
        props.ui &&
        asChecked({ ...component, ...props.ui, network: serverNetwork, artifactStore, backendStore, host: made.host });
      this.uiAccess = ui && new UiAccess(this, "UiAccess", ui);
    }

    const names = snowflakeNames(prefix, props, existing);
    const { integrationOrder, snowflakeApiServiceAccount } = props;
    const access = { ...component, ...names, artifactStore, integrationOrder, snowflakeApiServiceAccount };
    this.snowflakeAccess = new SnowflakeAccess(this, "SnowflakeAccess", asChecked(access));
    this.gateway = new Gateway(this, "Gateway", asChecked({ ...component, ...props.gateway, trackingServer }));
    const apiIntegration = this.snowflakeAccess.connect(this.gateway);
    this.gateway.allow(this.snowflakeAccess.caller);
    this.snowflake = new SnowflakePlatform(this, "Snowflake", {
      ...{ prefix, protection, existing, snowflake: props.snowflake, kedro: props.kedro },
      account,
      apiIntegration,
      storageIntegration: this.snowflakeAccess.storageIntegration,
      artifactLocation: this.snowflakeAccess.artifactLocation,
    });
    fixPlatformSettings(this.snowflake, { prefix, setting: "region", region: named.region });
    this.observability = this.makeObservability({ ...component, ...props.observability });
    this.scoredModels =
      account === undefined || serverImages === undefined
        ? []
        : makeScoredModels(this, endpoints, {
            ...{ component, artifactStore, network, serverImages, protection, gateway: this.gateway },
            ...{ workspace: this.snowflake.workspace, integration: apiIntegration },
            snowflakeAccount: account.identity,
            notificationChannels: this.observability?.notificationChannels,
          });
  }

  private enableServices(props: GcpMlopsPlatformProps, component: GcpComponentProps): IProjectServices | undefined {
    if (props.enableServices === false) return undefined;
    const { artifacts = {}, database = {}, observability, ui, endpoints = [] } = props;
    const keys = [artifacts, database, ...endpoints].map(({ encryptionKeyId }) => encryptionKeyId);
    return new ProjectServices(
      this,
      "Services",
      asChecked({
        ...component,
        privateNetwork: needsNetwork(props),
        ui: ui !== undefined,
        budget: observability?.budget !== undefined,
        encryptionKeys: keys.some((key) => key !== undefined),
        vertexAi: endpoints.some(({ runtime }) => runtime === ServingRuntime.VERTEX),
        dataCapture: endpoints.some(({ dataCapture }) => dataCapture !== undefined),
      }),
    );
  }

  private makeObservability(props: ObservabilityProps): Observability | undefined {
    const { metrics: gateway } = this.gateway;
    const { metrics: servers } = this.trackingServer ?? {};
    const { metrics: database } = this.backendStore ?? {};
    const monitored = asChecked({ ...props, gateway, servers, database });
    return Observability.isWanted(monitored) ? new Observability(this, "Observability", monitored) : undefined;
  }
}
