import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { FixedSetting } from "../../core/fixed-setting";
import { ServerSpec, type OperationGroup } from "../../mlflow";
import type { SnowflakeAccountIdentity } from "../../snowflake";
import type { IAccessLogs } from "../access-logs/interface";
import type { IArtifactStore } from "../artifact-store/interface";
import type { IBackendStore } from "../backend-store/interface";
import type { AwsComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { OPERATIONS_GUIDE } from "../guide";
import type { INetwork } from "../network/interface";
import { SecurityGroup, allowBetween } from "../network/security-group";
import type { IUiAccess } from "../ui-access/interface";
import { ImportedTrackingServer } from "./attributes";
import { SERVER } from "./checks";
import type { ITrackingServer, ServerMetrics } from "./interface";
import { InternalLoadBalancer } from "./load-balancer";
import { ServerService, type ServerTarget } from "./service";
import { LISTENER_PORT, resolveServer, type ResolvedServer } from "./defaults";
import { ExecuteCommand, type ServerSettings, type TrackingServerAttributes } from "./settings";
import { ServerTask } from "./task";
import { serverUrl } from "./url";

export interface TrackingServerProps extends AwsComponentProps, ServerSettings {
  readonly network: INetwork;
  readonly artifactStore: IArtifactStore;
  readonly backendStore: IBackendStore;
  /** Deletion protection of the load balancer. @default - false in dev, true in prod */
  readonly protection?: boolean;
  /** Where the load balancer's access logs go. @default - none are kept */
  readonly accessLogs?: IAccessLogs;
  /** The load balancer at which users sign in to the UI. @default - none: users forward a port to MLflow */
  readonly ui?: IUiAccess;
  /**
   * Groups of MLflow's operations that the servers offer to functions.
   * @default - tracking, registry and logged models, as functions have by default
   */
  readonly groups?: OperationGroup[];
  /** Operations that the servers offer in addition, by the names of their RPCs: `createRun`. @default - none */
  readonly operations?: string[];
  /**
   * The Snowflake account whose functions the servers admit: `new CurrentAccount(scope, id).identity`.
   * @default - every account that the gateway lets through
   */
  readonly snowflakeAccount?: SnowflakeAccountIdentity;
}

/**
 * The MLflow servers: Fargate tasks of two containers, MLflow on its loopback address and the method proxy in front of it,
 * behind an internal load balancer. A deploy waits until they are healthy, and rolls back if they do not become healthy.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate.html
 */
export class TrackingServer extends Construct implements ITrackingServer {
  /**
   * Uses an existing MLflow server.
   * @throws ValidationError for an ARN that is not an application load balancer's, an invalid DNS name or port
   */
  public static fromTrackingServerAttributes(
    scope: Construct,
    id: string,
    attributes: TrackingServerAttributes,
  ): ITrackingServer {
    return new ImportedTrackingServer(scope, id, attributes);
  }

  public readonly url: string;
  public readonly loadBalancerArn: string;
  public readonly loadBalancerDnsName: string;
  public readonly loadBalancerPort: number = LISTENER_PORT;
  public readonly loadBalancerSecurityGroupId?: string;
  /** Metrics of the servers. */
  public readonly metrics: ServerMetrics;
  /** Name of the ECS cluster. */
  public readonly clusterName: string;
  /** Name of the ECS service. */
  public readonly serviceName: string;
  /** Whether a port can be forwarded to MLflow (`mlops open`). */
  public readonly acceptsSessions: boolean;
  /** Name of the container in which MLflow runs; `aws ecs execute-command` takes it. */
  public readonly mlflowContainerName: string;

  /** @throws ValidationError for a number of servers, vCPU, memory, workers, seconds or days out of range */
  constructor(scope: Construct, id: string, props: TrackingServerProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(SERVER), props.size);
    const settings = resolveServer(props, props.size);
    const { prefix, size, tags, network, artifactStore, backendStore, ui } = props;
    const component = { prefix, size, tags };
    const { artifactsDestination } = artifactStore;
    new FixedSetting(this, "ArtifactsDestination", {
      value: artifactsDestination,
      message:
        "Bucket and prefix of the artifacts cannot be changed by a deploy alone: MLflow would no longer find the artifacts that " +
        `exist. Set them back, or move the artifacts as ${OPERATIONS_GUIDE} says.`,
    });
    const containers = ServerSpec.containers({
      artifactsDestination,
      workers: settings.workers,
      images: settings.images,
      imageRegistry: settings.imageRegistry,
      groups: props.groups,
      operations: props.operations,
      maxRequests: settings.maxRequests,
      uiOrigin: ui?.url,
      snowflakeAccount: props.snowflakeAccount,
    });
    this.mlflowContainerName = containers.mlflow.name;

    const balancer = new InternalLoadBalancer(this, "LoadBalancer", {
      ...component,
      network,
      serverPort: ServerSpec.PROXY_PORT,
      accessLogs: props.accessLogs,
      protection: props.protection,
    });
    const securityGroup = this.securityGroup(props, balancer.securityGroup);
    const execLogs = this.execLogs(props, settings);
    const task = new ServerTask(this, "Task", {
      ...component,
      ...{ settings, containers, artifactStore, backendStore },
      execLogGroupArn: execLogs?.arn,
    });
    const { clusterName, serviceName } = new ServerService(this, "Service", {
      ...component,
      settings,
      network,
      taskDefinitionArn: task.arn,
      securityGroupId: securityGroup.securityGroupId,
      targets: this.targets(containers.proxy.name, balancer, ui),
      secretVersion: backendStore.uriSecretVersion,
      execLogGroupName: execLogs?.name,
      // A task that starts before these cannot pull, read or answer; one that drains after its policies are deleted hangs.
      dependencies: [
        ...balancer.dependencies,
        ...(ui?.dependencies ?? []),
        ...task.dependencies,
        ...network.dependencies,
        ...this.allowDatabase(backendStore, securityGroup.securityGroupId),
      ],
    });
    this.loadBalancerArn = balancer.arn;
    this.loadBalancerDnsName = balancer.dnsName;
    this.url = serverUrl(this);
    this.loadBalancerSecurityGroupId = balancer.securityGroup.securityGroupId;
    this.acceptsSessions = settings.executeCommand !== ExecuteCommand.OFF;
    this.clusterName = clusterName;
    this.serviceName = serviceName;
    this.metrics = {
      loadBalancerArnSuffix: balancer.arnSuffix,
      targetGroupArnSuffix: balancer.targetGroupArnSuffix,
      clusterName,
      serviceName,
    };
  }

  private execLogs({ prefix, tags }: TrackingServerProps, settings: ResolvedServer): CloudwatchLogGroup | undefined {
    if (settings.executeCommand !== ExecuteCommand.LOGGED) return undefined;
    return new CloudwatchLogGroup(this, "ExecLogs", {
      name: `/mlops/${prefix}/exec`,
      retentionInDays: settings.logRetentionDays,
      kmsKeyId: settings.encryptionKeyArn,
      tags,
    });
  }

  /** The servers' security group: HTTP from the load balancers only. */
  private securityGroup({ prefix, tags, network, ui }: TrackingServerProps, balancer: SecurityGroup): SecurityGroup {
    const group = new SecurityGroup(this, "SecurityGroup", {
      name: `${prefix}-server`,
      description: "MLflow servers: HTTP from the load balancers only",
      vpcId: network.vpcId,
      tags,
    });
    balancer.allowTo("ToServer", group.securityGroupId, ServerSpec.PROXY_PORT, "To the servers");
    group.allowFrom("FromLoadBalancer", balancer.securityGroupId, ServerSpec.PROXY_PORT, "From the load balancer");
    if (ui !== undefined) {
      ui.allowTo(group.securityGroupId, ServerSpec.UI_PORT);
      group.allowFrom("FromUi", ui.securityGroupId, ServerSpec.UI_PORT, "From users who have signed in");
    }
    group.allowToAnywhere("ToAnywhere", "To images, AWS endpoints and the database");
    return group;
  }

  private targets(containerName: string, balancer: InternalLoadBalancer, ui: IUiAccess | undefined): ServerTarget[] {
    const { targetGroupArn } = balancer;
    const targets = [{ targetGroupArn, containerName, containerPort: ServerSpec.PROXY_PORT }];
    if (ui !== undefined)
      targets.push({ targetGroupArn: ui.targetGroupArn, containerName, containerPort: ServerSpec.UI_PORT });
    return targets;
  }

  private allowDatabase(backendStore: IBackendStore, securityGroupId: string): ITerraformDependable[] {
    if (backendStore.securityGroupId === undefined) return [];
    return [
      allowBetween(
        this,
        "IntoDatabase",
        securityGroupId,
        backendStore.securityGroupId,
        backendStore.port,
        "From the MLflow servers",
      ),
    ];
  }
}
