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
import { GCP_PLATFORM, needsNetwork, serversNeedNetwork } from "./checks";
import type { GcpComponentProps } from "./component";
import { DEFAULT_REGION } from "./defaults";
import { Gateway } from "./gateway/gateway";
import { ImageRepositories } from "./image-repositories/image-repositories";
import type { INetwork } from "./network/interface";
import { ServingRuntime } from "./model-endpoint/settings";
import { Network } from "./network/network";
import { Observability } from "./observability/observability";
import { GcpProject } from "./project";
import type { IProjectServices } from "./project-services/interface";
import { ProjectServices } from "./project-services/project-services";
import type { ScoredModel } from "./scored-model";
import { makeScoredModels } from "./scored-models";
import type { ExistingGcpComponents, GcpPlatformSettings } from "./settings";
import { makeServers } from "./servers";
import { SnowflakeAccess } from "./snowflake-access/snowflake-access";
import type { TrackingServer } from "./tracking-server/tracking-server";
import type { UiAccess } from "./ui-access/ui-access";

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

  /** @throws ValidationError with every invalid setting */
  constructor(scope: Construct, id: string, props: GcpMlopsPlatformProps) {
    super(scope, id);
    const { named, protection } = checkPlatform(this, GcpMlopsPlatform, props, GCP_PLATFORM);
    // All components share one project.
    GcpProject.of(this);
    const { prefix, existing = {}, snowflake, kedro, endpoints = [] } = props;

    const region = props.region ?? DEFAULT_REGION;
    this.services = this.enableServices(props, { ...named, region });
    const component = { ...named, region, services: this.services };
    this.network = existing.network ?? this.makeNetwork(props, component);
    const { network } = this;
    const artifacts = asChecked({ ...component, ...props.artifacts, protection });
    this.artifactStore = existing.artifactStore ?? new ArtifactStore(this, "ArtifactStore", artifacts);
    const { artifactStore } = this;
    const isAdmitting = existing.trackingServer === undefined || endpoints.length > 0;
    const account = isAdmitting ? new CurrentAccount(this, "SnowflakeAccount") : undefined;
    const serverImages = isAdmitting ? this.makeImages(props, component) : undefined;
    const servers = makeServers(this, props, {
      ...{ component, protection, artifactStore, serverImages, account, existing },
      network: serversNeedNetwork(props) ? network : undefined,
    });
    const { trackingServer } = servers;
    this.trackingServer = servers.created;
    this.backendStore = servers.backendStore;
    this.uiAccess = servers.uiAccess;

    const { integrationOrder, snowflakeApiServiceAccount } = props;
    const names = snowflakeNames(prefix, props, existing);
    const trust = { ...component, ...names, artifactStore, integrationOrder, snowflakeApiServiceAccount };
    const access = new SnowflakeAccess(this, "SnowflakeAccess", asChecked(trust));
    this.snowflakeAccess = access;
    this.gateway = new Gateway(this, "Gateway", asChecked({ ...component, ...props.gateway, trackingServer }));
    const apiIntegration = access.connect(this.gateway);
    this.gateway.allow(access.caller);
    this.snowflake = makeSnowflakeSide(this, {
      ...{ prefix, protection, existing, snowflake, kedro, account, apiIntegration, access },
      ...{ setting: "region", region },
    });
    const monitored = { ...component, ...props.observability, ...metricsOf(this) };
    this.observability = makeObservability(this, Observability, monitored);
    this.scoredModels =
      account === undefined || serverImages === undefined
        ? []
        : makeScoredModels(this, endpoints, {
            ...{ component, protection, artifactStore, network, serverImages, gateway: this.gateway },
            ...{ workspace: this.snowflake.workspace, integration: apiIntegration },
            snowflakeAccount: account.identity,
            notificationChannels: this.observability?.notificationChannels,
          });
  }

  private makeNetwork(props: GcpMlopsPlatformProps, component: GcpComponentProps): INetwork | undefined {
    if (!needsNetwork(props)) return undefined;
    return new Network(this, "Network", asChecked({ ...component, ...props.network }));
  }

  private makeImages({ server = {} }: GcpMlopsPlatformProps, component: GcpComponentProps): ImageRepositories {
    const { images, imageRegistry } = server;
    return new ImageRepositories(this, "Images", asChecked({ ...component, images, imageRegistry }));
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
}
