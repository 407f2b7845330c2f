import { Construct, type IConstruct } from "constructs";
import { Sizes, Tags } from "../core";
import { asChecked, checkOnce } from "../core/checks";
import { SnowflakePlatform } from "../platform";
import { offeredOperations } from "../platform/defaults";
import { fixPlatformSettings } from "../platform/fixed-settings";
import { snowflakeNames } from "../platform/names";
import { uniquePrefix } from "../platform/unique-prefix";
import { CurrentAccount } from "../snowflake";
import { AwsAccount } from "./account";
import { AccessLogs, type AccessLogsProps } from "./access-logs/access-logs";
import type { IAccessLogs } from "./access-logs/interface";
import { resolveAccessLogs } from "./access-logs/defaults";
import { ArtifactStore } from "./artifact-store/artifact-store";
import type { IArtifactStore } from "./artifact-store/interface";
import { BackendStore } from "./backend-store/backend-store";
import type { IBackendStore } from "./backend-store/interface";
import { AWS_PLATFORM } from "./checks";
import type { AwsComponentProps } from "./component";
import { Gateway } from "./gateway/gateway";
import type { INetwork } from "./network/interface";
import { Network } from "./network/network";
import { Observability, type ObservabilityProps } from "./observability/observability";
import type { ScoredModel } from "./scored-model";
import { makeScoredModels } from "./scored-models";
import type { AwsPlatformSettings, ExistingAwsComponents } from "./settings";
import { SnowflakeAccess } from "./snowflake-access/snowflake-access";
import { TrackingServer } from "./tracking-server/tracking-server";
import { UiAccess } from "./ui-access/ui-access";

export interface AwsMlopsPlatformProps extends AwsComponentProps, AwsPlatformSettings {
  /** Deletion protection, final snapshot and `prevent_destroy` on what holds data. @default - false in dev, true in prod */
  readonly protection?: boolean;
  /** Existing components. @default - all components are created */
  readonly existing?: ExistingAwsComponents;
}

/**
 * The whole platform on AWS: MLflow behind a gateway that only Snowflake can call, its database and artifacts, and in
 * Snowflake the functions, stages and roles that reach them. One apply creates all of it.
 *
 * The scope's stack needs the providers aws, snowflake, random and time: `AwsProviders.addTo(stack)`.
 */
export class AwsMlopsPlatform extends Construct {
  public readonly network: INetwork;
  /** Access logs of bucket and load balancers; undefined when none are kept. */
  public readonly accessLogs?: IAccessLogs;
  public readonly artifactStore: IArtifactStore;
  /** MLflow's database; undefined when the servers existed already. */
  public readonly backendStore?: IBackendStore;
  /** The load balancer at which users sign in; undefined without `ui`. */
  public readonly uiAccess?: UiAccess;
  /** The MLflow servers; undefined when they existed already. */
  public readonly trackingServer?: TrackingServer;
  public readonly gateway: Gateway;
  /** Everything in Snowflake: workspace, functions, stages and what kedro-snowflake needs. */
  public readonly snowflake: SnowflakePlatform;
  /** Alarms, topic, dashboard and budget; undefined when the settings create none. */
  public readonly observability?: Observability;
  /** The endpoints with the functions that score by them. */
  public readonly scoredModels: ScoredModel[];
  private readonly prefix: string;

  /** @throws ValidationError with every invalid setting */
  constructor(scope: Construct, id: string, props: AwsMlopsPlatformProps) {
    super(scope, id);
    this.prefix = props.prefix;
    const isNamesake = (each: IConstruct) =>
      each instanceof AwsMlopsPlatform && each !== this && each.prefix === this.prefix;
    checkOnce(this, props, { rows: [...AWS_PLATFORM.rows, uniquePrefix(this, isNamesake)] }, props.size);
    // All components share one account.
    const { region } = AwsAccount.of(this);
    const { prefix, size, existing = {} } = props;
    const protection = props.protection ?? Sizes.defaults(size).protection;
    const component = { prefix, size, tags: Tags.of(prefix, props.tags) };

    this.network = existing.network ?? new Network(this, "Network", asChecked({ ...component, ...props.network }));
    this.accessLogs = this.makeAccessLogs(props, { ...component, protection });
    const { network, accessLogs } = this;
    const artifacts = asChecked({ ...component, ...props.artifacts, protection, accessLogs });
    this.artifactStore = existing.artifactStore ?? new ArtifactStore(this, "ArtifactStore", artifacts);
    const { artifactStore } = this;
    let trackingServer = existing.trackingServer;
    let account: CurrentAccount | undefined;
    if (trackingServer === undefined) {
      const database = asChecked({ ...component, ...props.database, protection, network });
      const backendStore = existing.backendStore ?? new BackendStore(this, "BackendStore", database);
      const ui =
        props.ui &&
        new UiAccess(this, "UiAccess", asChecked({ ...component, ...props.ui, protection, network, accessLogs }));
      account = new CurrentAccount(this, "SnowflakeAccount");
      const server = {
        ...component,
        ...props.server,
        protection,
        network,
        artifactStore,
        backendStore,
        accessLogs,
        ui,
        ...offeredOperations(props.snowflake),
        snowflakeAccount: account.identity,
      };
      trackingServer = this.trackingServer = new TrackingServer(this, "TrackingServer", asChecked(server));
      this.backendStore = backendStore;
      this.uiAccess = ui;
    }

    const names = snowflakeNames(prefix, props, existing);
    const access = new SnowflakeAccess(this, "SnowflakeAccess", { ...component, ...names, artifactStore });
    const gateway = { ...component, ...props.gateway, network, trackingServer, caller: access.caller };
    this.gateway = new Gateway(this, "Gateway", asChecked(gateway));
    const apiIntegration = access.connect(this.gateway);
    this.snowflake = new SnowflakePlatform(this, "Snowflake", {
      ...{ prefix, protection, existing, snowflake: props.snowflake, kedro: props.kedro },
      account,
      apiIntegration,
      storageIntegration: access.storageIntegration,
      artifactLocation: access.artifactLocation,
    });
    fixPlatformSettings(this.snowflake, { prefix, setting: "region", region });
    this.observability = this.makeObservability({ ...component, ...props.observability });
    this.scoredModels = makeScoredModels(this, props.endpoints ?? [], {
      ...{ component, artifactStore, network, gateway: this.gateway },
      ...{ workspace: this.snowflake.workspace, integration: apiIntegration },
      alarmTopicArn: this.observability?.topicArn,
    });
  }

  private makeAccessLogs(props: AwsMlopsPlatformProps, component: AccessLogsProps): AccessLogs | undefined {
    const settings = props.accessLogs ?? {};
    const { artifactStore, trackingServer } = props.existing ?? {};
    const isUsed = artifactStore === undefined || trackingServer === undefined;
    if (!isUsed || !resolveAccessLogs(settings, props.size).enabled) return undefined;
    return new AccessLogs(this, "AccessLogs", asChecked({ ...component, ...settings }));
  }

  private makeObservability(props: ObservabilityProps): Observability | undefined {
    const { metrics: gateway } = this.gateway;
    const { metrics: servers } = this.trackingServer ?? {};
    const { metrics: database } = this.backendStore ?? {};
    const monitored = asChecked({ ...props, gateway, servers, database });
    return Observability.isWanted(monitored) ? new Observability(this, "Observability", monitored) : undefined;
  }
}
