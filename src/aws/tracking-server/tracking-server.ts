import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { NameRules, Problems, Sizes } from "../core";
import { ServerSpec, type ServerContainers, type ServerImages } from "../mlflow";
import type { IAccessLogs } from "./access-logs";
import { AwsAccount } from "./account";
import type { IArtifactStore } from "./artifact-store";
import type { IBackendStore } from "./backend-store";
import type { IGatewayTarget } from "./gateway";
import type { INetwork } from "./network";
import type { WatchedServers } from "./observability";
import type { AwsPartProps } from "./part";
import { PeopleAccess, type PeopleSettings } from "./people";
import { checkTrackingServerAttributes } from "./private/check-attributes";
import { checkBalancerName, checkServer } from "./private/checks";
import { ecsContainers } from "./private/containers";
import { Firewall } from "./private/firewall";
import { PROXY_HEALTH, loggedTo } from "./private/load-balancer";
import { ServerRoles } from "./private/server-roles";

/** Processor of the servers; the images must exist for it. */
export enum CpuArchitecture {
  /** Graviton: about a fifth cheaper. */
  ARM64 = "ARM64",
  X86_64 = "X86_64",
}

/** What a team may choose about the MLflow servers. */
export interface ServerSettings {
  /** Servers that run at once. @default - 1 in dev, 2 in prod */
  readonly replicas?: number;
  /** CPU of one server in 1/1024 vCPU, one of Fargate's sizes. @default - 256 in dev, 1024 in prod */
  readonly cpuUnits?: number;
  /** Memory of one server in MiB, one of Fargate's sizes. @default - 1024 in dev, 4096 in prod */
  readonly memoryMib?: number;
  /** Uvicorn workers of one server, about 250 MiB each. @default - 1 in dev, 2 in prod */
  readonly workers?: number;
  /** Seconds that a starting server may take before a failed health check counts. @default - 300 */
  readonly startupGraceSeconds?: number;
  /** Days that the servers' logs are kept. @default - 14 in dev, 90 in prod */
  readonly logRetentionDays?: number;
  /** ARN of a KMS key for the servers' logs; its policy must admit CloudWatch Logs, see docs/aws.md. @default - CloudWatch's own encryption */
  readonly encryptionKeyArn?: string;
  /** Processor of the servers. @default - CpuArchitecture.ARM64 */
  readonly cpuArchitecture?: CpuArchitecture;
  /** Images of your own, each with a tag or digest. @default - the stock images of MLflow and Caddy */
  readonly images?: ServerImages;
  /** Registry in place of the stock images' own, such as a pull-through cache of ECR: `<account>.dkr.ecr.<region>.amazonaws.com/<prefix>`. @default - the stock registries */
  readonly imageRegistry?: string;
  /** Requests that one server works on at once; one more waits up to 20 s, then it is answered with 429, at which Snowflake slows down. @default - 4 a worker */
  readonly maxRequests?: number;
}

export interface TrackingServerProps extends AwsPartProps, ServerSettings {
  readonly network: INetwork;
  readonly artifactStore: IArtifactStore;
  readonly backendStore: IBackendStore;
  /** Where the load balancer's access logs go. @default - none are kept */
  readonly accessLogs?: IAccessLogs;
  /** How people reach the UI with a browser alone. @default - by a port that is forwarded to MLflow */
  readonly people?: PeopleSettings;
}

/** An MLflow server that exists already, behind an internal application load balancer of the same VPC. */
export interface TrackingServerAttributes {
  readonly loadBalancerArn: string;
  readonly loadBalancerDnsName: string;
  /** Port of the listener that leads to the method proxy, not to MLflow itself. @default - 80 */
  readonly loadBalancerPort?: number;
  /** Security group of the load balancer, to which a rule for the gateway is added. @default - you let the gateway in yourself */
  readonly loadBalancerSecurityGroupId?: string;
}

const LISTENER_PORT = 80;
const PROXY_PORT = 8080;

/**
 * The MLflow servers: Fargate tasks of two containers, MLflow on its loopback address and the method proxy before it,
 * behind an internal load balancer. A deploy waits until they are healthy, and rolls back when they never are.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate.html
 */
export class TrackingServer extends Construct implements IGatewayTarget {
  /**
   * Brings your own MLflow server.
   * @throws ValidationError for an ARN that is not an application load balancer's, a DNS name or a port that is none
   */
  public static fromTrackingServerAttributes(
    scope: Construct,
    id: string,
    attributes: TrackingServerAttributes,
  ): IGatewayTarget {
    return new ImportedTrackingServer(scope, id, attributes);
  }

  public readonly loadBalancerArn: string;
  public readonly loadBalancerDnsName: string;
  public readonly loadBalancerPort: number = LISTENER_PORT;
  public readonly loadBalancerSecurityGroupId?: string;
  /** How alarms find the servers. */
  public readonly watched: WatchedServers;
  /** The load balancer at which people sign in; undefined without `people`. */
  public readonly people?: PeopleAccess;
  /** Name of the ECS cluster. */
  public readonly clusterName: string;
  /** Name of the ECS service. */
  public readonly serviceName: string;
  /** Name of the container in which MLflow runs; `aws ecs execute-command` takes it. */
  public readonly mlflowContainerName: string;

  /** @throws ValidationError for a number of servers, CPU, memory, workers, seconds or days out of range */
  constructor(scope: Construct, id: string, props: TrackingServerProps) {
    super(scope, id);
    const problems = new Problems(this);
    NameRules.check(problems, "prefix", props.prefix, NameRules.PREFIX);
    checkBalancerName(problems, props.prefix);
    checkServer(problems, props, props.size);
    problems.throwIfAny();

    const { mlflow, proxy } = ServerSpec.containers({
      artifactsDestination: `s3://${props.artifactStore.bucketName}/${props.artifactStore.artifactPrefix}`,
      workers: props.workers ?? Sizes.defaults(props.size).workers,
      images: props.images,
      imageRegistry: props.imageRegistry,
      maxRequests: props.maxRequests,
      uiOrigin: props.people && `https://${props.people.domainName}`,
    });
    const port = proxy.port ?? PROXY_PORT;
    this.mlflowContainerName = mlflow.name;

    const balancerFirewall = new Firewall(this, "LoadBalancerFirewall", {
      name: `${props.prefix}-load-balancer`,
      description: "MLflow load balancer: HTTP from the gateway alone",
      vpcId: props.network.vpcId,
      tags: props.tags,
    });
    const serverFirewall = new Firewall(this, "ServerFirewall", {
      name: `${props.prefix}-server`,
      description: "MLflow servers: HTTP from the load balancer alone",
      vpcId: props.network.vpcId,
      tags: props.tags,
    });
    balancerFirewall.letOut("ToServer", serverFirewall.securityGroupId, port, "To the servers");
    serverFirewall.admit("FromLoadBalancer", balancerFirewall.securityGroupId, port, "From the load balancer");
    serverFirewall.letOutAnywhere("ToAnywhere", "To images, AWS endpoints and the database");

    const balancer = new Lb(this, "LoadBalancer", {
      name: props.prefix,
      internal: true,
      loadBalancerType: "application",
      securityGroups: [balancerFirewall.securityGroupId],
      subnets: props.network.loadBalancerSubnetIds,
      dropInvalidHeaderFields: true,
      tags: props.tags,
      ...loggedTo(props.accessLogs),
    });
    this.loadBalancerArn = balancer.arn;
    this.loadBalancerDnsName = balancer.dnsName;
    this.loadBalancerSecurityGroupId = balancerFirewall.securityGroupId;
    const { targetGroup, listener } = this.listen(props, balancer, port);
    if (props.people !== undefined && proxy.uiPort !== undefined)
      this.people = new PeopleAccess(this, "People", {
        ...props,
        ...props.people,
        serverSecurityGroupId: serverFirewall.securityGroupId,
        serverPort: proxy.uiPort,
      });

    const roles = new ServerRoles(this, "Roles", { ...props, images: [mlflow.image, proxy.image] });
    const task = this.task(props, roles, { mlflow, proxy });
    const cluster = new EcsCluster(this, "Cluster", { name: props.prefix, tags: props.tags });
    this.clusterName = cluster.name;
    const databaseRule = this.reachDatabase(props, serverFirewall.securityGroupId);
    const service = this.service(props, {
      cluster,
      task,
      targetGroup,
      container: proxy.name,
      port,
      securityGroupId: serverFirewall.securityGroupId,
      // A task that starts before these cannot pull, read or answer; one that drains after its policies are gone hangs.
      after: [listener, ...(this.people?.listening ?? []), ...roles.policies, ...props.network.egress, ...databaseRule],
    });
    this.serviceName = service.name;
    this.watched = {
      loadBalancerArnSuffix: balancer.arnSuffix,
      targetGroupArnSuffix: targetGroup.arnSuffix,
      clusterName: this.clusterName,
      serviceName: this.serviceName,
    };
  }

  private listen(props: TrackingServerProps, balancer: Lb, port: number) {
    const targetGroup = new LbTargetGroup(this, "TargetGroup", {
      // At most six characters; AWS adds a unique end, so that a successor can exist beside the one in use.
      namePrefix: "mlops-",
      vpcId: props.network.vpcId,
      targetType: "ip",
      protocol: "HTTP",
      port,
      // A server that leaves may finish its calls: the gateway waits 29 s for one.
      deregistrationDelay: "30",
      healthCheck: { ...PROXY_HEALTH, healthyThreshold: 2, unhealthyThreshold: 3 },
      tags: props.tags,
      lifecycle: { createBeforeDestroy: true },
    });
    const listener = new LbListener(this, "Listener", {
      loadBalancerArn: balancer.arn,
      port: LISTENER_PORT,
      protocol: "HTTP",
      defaultAction: [{ type: "forward", targetGroupArn: targetGroup.arn }],
      tags: props.tags,
    });
    return { targetGroup, listener };
  }

  private task(props: TrackingServerProps, roles: ServerRoles, containers: ServerContainers): EcsTaskDefinition {
    const defaults = Sizes.defaults(props.size);
    const logs = new CloudwatchLogGroup(this, "Logs", {
      name: `/mlops/${props.prefix}/mlflow`,
      retentionInDays: props.logRetentionDays ?? defaults.logRetentionDays,
      kmsKeyId: props.encryptionKeyArn,
      tags: props.tags,
    });
    roles.mayLog(logs);
    return new EcsTaskDefinition(this, "Task", {
      family: `${props.prefix}-mlflow`,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: String(props.cpuUnits ?? defaults.cpuUnits),
      memory: String(props.memoryMib ?? defaults.memoryMib),
      runtimePlatform: {
        operatingSystemFamily: "LINUX",
        cpuArchitecture: props.cpuArchitecture ?? CpuArchitecture.ARM64,
      },
      executionRoleArn: roles.executionRoleArn,
      taskRoleArn: roles.taskRoleArn,
      containerDefinitions: ecsContainers(containers, {
        secrets: { [ServerSpec.DATABASE_SECRET]: props.backendStore.uriSecretArn },
        startPeriodSeconds: props.startupGraceSeconds ?? defaults.startupGraceSeconds,
        logGroupName: logs.name,
        region: AwsAccount.of(this).region,
      }),
      tags: props.tags,
      // The service must leave a revision before it is deregistered.
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private reachDatabase(props: TrackingServerProps, securityGroupId: string): ITerraformDependable[] {
    const { backendStore } = props;
    if (backendStore.securityGroupId === undefined) return [];
    return [
      new VpcSecurityGroupIngressRule(this, "IntoDatabase", {
        securityGroupId: backendStore.securityGroupId,
        referencedSecurityGroupId: securityGroupId,
        ipProtocol: "tcp",
        fromPort: backendStore.port,
        toPort: backendStore.port,
        description: "From the MLflow servers",
      }),
    ];
  }

  private peopleTarget(containerName: string) {
    if (this.people === undefined) return [];
    const { targetGroupArn, serverPort } = this.people;
    return [{ targetGroupArn, containerName, containerPort: serverPort }];
  }

  private service(props: TrackingServerProps, parts: ServiceParts): EcsService {
    const defaults = Sizes.defaults(props.size);
    const secretVersion = props.backendStore.uriSecretVersion;
    return new EcsService(this, "Service", {
      name: "mlflow",
      cluster: parts.cluster.id,
      taskDefinition: parts.task.arn,
      desiredCount: props.replicas ?? defaults.replicas,
      launchType: "FARGATE",
      networkConfiguration: {
        subnets: props.network.serverSubnetIds,
        securityGroups: [parts.securityGroupId],
        assignPublicIp: props.network.serversHavePublicIp,
      },
      loadBalancer: [
        { targetGroupArn: parts.targetGroup.arn, containerName: parts.container, containerPort: parts.port },
        ...this.peopleTarget(parts.container),
      ],
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriodSeconds: props.startupGraceSeconds ?? defaults.startupGraceSeconds,
      waitForSteadyState: true,
      enableExecuteCommand: true,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      forceDelete: true,
      // A task reads its secret only when it starts: a rotated password must replace the tasks.
      triggers: secretVersion === undefined ? undefined : { secret: secretVersion },
      forceNewDeployment: secretVersion === undefined ? undefined : true,
      tags: props.tags,
      dependsOn: parts.after,
    });
  }
}

interface ServiceParts {
  readonly cluster: EcsCluster;
  readonly task: EcsTaskDefinition;
  readonly targetGroup: LbTargetGroup;
  readonly container: string;
  readonly port: number;
  readonly securityGroupId: string;
  readonly after: ITerraformDependable[];
}

class ImportedTrackingServer extends Construct implements IGatewayTarget {
  public readonly loadBalancerArn: string;
  public readonly loadBalancerDnsName: string;
  public readonly loadBalancerPort: number;
  public readonly loadBalancerSecurityGroupId?: string;

  constructor(scope: Construct, id: string, attributes: TrackingServerAttributes) {
    super(scope, id);
    this.loadBalancerArn = attributes.loadBalancerArn;
    this.loadBalancerDnsName = attributes.loadBalancerDnsName;
    this.loadBalancerPort = attributes.loadBalancerPort ?? LISTENER_PORT;
    this.loadBalancerSecurityGroupId = attributes.loadBalancerSecurityGroupId;
    const problems = new Problems(this);
    checkTrackingServerAttributes(problems, attributes);
    problems.throwIfAny();
  }
}
