import { Construct } from "constructs";
import { asChecked } from "../core/checks";
import type { SnowflakePlatform } from "../platform";
import { snowflakeNames } from "../platform/names";
import { makeObservability, metricsOf } from "../platform/observability";
import { checkPlatform } from "../platform/platform-props";
import { makeSnowflakeSide } from "../platform/snowflake-side";
import { AwsAccount } from "./account";
import { AccessLogs, type AccessLogsProps } from "./access-logs/access-logs";
import type { IAccessLogs } from "./access-logs/interface";
import { resolveAccessLogs } from "./access-logs/defaults";
import { ArtifactStore } from "./artifact-store/artifact-store";
import type { IArtifactStore } from "./artifact-store/interface";
import type { IBackendStore } from "./backend-store/interface";
import { AWS_PLATFORM } from "./checks";
import type { AwsComponentProps } from "./component";
import { Gateway } from "./gateway/gateway";
import type { INetwork } from "./network/interface";
import { Network } from "./network/network";
import { Observability } from "./observability/observability";
import type { ScoredModel } from "./scored-model";
import { makeScoredModels } from "./scored-models";
import type { AwsPlatformSettings, ExistingAwsComponents } from "./settings";
import { makeServers } from "./servers";
import { SnowflakeAccess } from "./snowflake-access/snowflake-access";
import type { TrackingServer } from "./tracking-server/tracking-server";
import type { UiAccess } from "./ui-access/ui-access";

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
  /** The trust between Snowflake and AWS. */
  public readonly snowflakeAccess: SnowflakeAccess;
  /** Everything in Snowflake: workspace, functions, stages and what kedro-snowflake needs. */
  public readonly snowflake: SnowflakePlatform;
  /** Alarms, topic, dashboard and budget; undefined when the settings create none. */
  public readonly observability?: Observability;
  /** The endpoints with the functions that score by them. */
  public readonly scoredModels: ScoredModel[];

  /** @throws ValidationError with every invalid setting */
  constructor(scope: Construct, id: string, props: AwsMlopsPlatformProps) {
    super(scope, id);
    const { named: component, protection } = checkPlatform(this, AwsMlopsPlatform, props, AWS_PLATFORM);
    // All components share one account.
    const { region } = AwsAccount.of(this);
    const { prefix, existing = {}, snowflake, kedro, endpoints = [] } = props;

    this.network = existing.network ?? new Network(this, "Network", asChecked({ ...component, ...props.network }));
    this.accessLogs = this.makeAccessLogs(props, { ...component, protection });
    const { network, accessLogs } = this;
    const artifacts = asChecked({ ...component, ...props.artifacts, protection, accessLogs });
    this.artifactStore = existing.artifactStore ?? new ArtifactStore(this, "ArtifactStore", artifacts);
    const { artifactStore } = this;
    const servers = makeServers(this, props, { component, protection, network, artifactStore, accessLogs, existing });
    const { trackingServer, account } = servers;
    this.trackingServer = servers.created;
    this.backendStore = servers.backendStore;
    this.uiAccess = servers.uiAccess;

    const names = snowflakeNames(prefix, props, existing);
    const access = new SnowflakeAccess(this, "SnowflakeAccess", { ...component, ...names, artifactStore });
    this.snowflakeAccess = access;
    const { caller } = access;
    const gateway = asChecked({ ...component, ...props.gateway, network, trackingServer, caller });
    this.gateway = new Gateway(this, "Gateway", gateway);
    const apiIntegration = access.connect(this.gateway);
    this.snowflake = makeSnowflakeSide(this, {
      ...{ prefix, protection, existing, snowflake, kedro, account, apiIntegration, access },
      ...{ setting: "region", region },
    });
    const monitored = { ...component, ...props.observability, ...metricsOf(this) };
    this.observability = makeObservability(this, Observability, monitored);
    this.scoredModels = makeScoredModels(this, endpoints, {
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
}
