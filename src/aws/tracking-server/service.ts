import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { dependenciesFor } from "../../core/dependencies";
import type { AwsComponentProps } from "../component";
import type { INetwork } from "../network/interface";
import type { ResolvedServer } from "./defaults";
import { ExecuteCommand } from "./settings";

/** A target group in which the service registers a port of its tasks. */
export interface ServerTarget {
  readonly targetGroupArn: string;
  readonly containerName: string;
  readonly containerPort: number;
}

export interface ServerServiceProps extends AwsComponentProps {
  readonly settings: ResolvedServer;
  readonly network: INetwork;
  readonly taskDefinitionArn: string;
  readonly securityGroupId: string;
  readonly targets: ServerTarget[];
  /** Log group of sessions. */
  readonly execLogGroupName?: string;
  /** Version of the secret that the tasks read. */
  readonly secretVersion?: string;
  /** What must exist before a task starts. */
  readonly dependencies: ITerraformDependable[];
}

/** The ECS cluster and the service that keeps the servers running. */
export class ServerService extends Construct {
  public readonly clusterName: string;
  public readonly serviceName: string;

  constructor(scope: Construct, id: string, props: ServerServiceProps) {
    super(scope, id);
    const { prefix, tags, settings, network, secretVersion } = props;
    const cluster = new EcsCluster(this, "Cluster", {
      name: prefix,
      configuration:
        props.execLogGroupName === undefined
          ? undefined
          : {
              executeCommandConfiguration: {
                logging: "OVERRIDE",
                logConfiguration: { cloudWatchLogGroupName: props.execLogGroupName },
              },
            },
      tags,
    });
    const service = new EcsService(this, "Resource", {
      name: "mlflow",
      cluster: cluster.id,
      taskDefinition: props.taskDefinitionArn,
      desiredCount: settings.replicas,
      launchType: "FARGATE",
      networkConfiguration: {
        subnets: network.serverSubnetIds,
        securityGroups: [props.securityGroupId],
        assignPublicIp: network.serversHavePublicIp,
      },
      loadBalancer: props.targets,
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriodSeconds: settings.startupGraceSeconds,
      waitForSteadyState: true,
      enableExecuteCommand: settings.executeCommand !== ExecuteCommand.OFF,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      forceDelete: true,
      // A task reads its secret only when it starts: a rotated password must replace the tasks.
      triggers: secretVersion === undefined ? undefined : { secret: secretVersion },
      forceNewDeployment: secretVersion === undefined ? undefined : true,
      tags,
      dependsOn: dependenciesFor(this, props.dependencies),
    });
    this.clusterName = cluster.name;
    this.serviceName = service.name;
  }
}
