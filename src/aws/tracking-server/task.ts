import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ServerSpec, type ServerContainers } from "../../mlflow";
import { AwsAccount } from "../account";
import type { IArtifactStore } from "../artifact-store/interface";
import type { IBackendStore } from "../backend-store/interface";
import type { AwsComponentProps } from "../component";
import { ecsContainers, volumesOf } from "./containers";
import { ServerRoles } from "./roles";
import type { ResolvedServer } from "./defaults";
import { ExecuteCommand } from "./settings";

export interface ServerTaskProps extends AwsComponentProps {
  readonly settings: ResolvedServer;
  readonly containers: ServerContainers;
  readonly artifactStore: IArtifactStore;
  readonly backendStore: IBackendStore;
  /** Log group of sessions. */
  readonly execLogGroupArn?: string;
}

/** CPU units of ECS in one vCPU. */
const CPU_UNITS = 1024;

/** The task definition of a server, with its log group and roles. */
export class ServerTask extends Construct {
  public readonly arn: string;
  /** What must exist before a task starts, and until it has stopped: the policies of its roles. */
  public readonly dependencies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ServerTaskProps) {
    super(scope, id);
    const { prefix, tags, settings, containers, backendStore } = props;
    // The agent of ECS Exec writes to the root file system.
    const isReadOnly = settings.executeCommand === ExecuteCommand.OFF;
    const logs = new CloudwatchLogGroup(this, "Logs", {
      name: `/mlops/${prefix}/mlflow`,
      retentionInDays: settings.logRetentionDays,
      kmsKeyId: settings.encryptionKeyArn,
      tags,
    });
    const images = [containers.mlflow.image, containers.proxy.image];
    const roles = new ServerRoles(this, "Roles", {
      ...props,
      images,
      logGroupArn: logs.arn,
      execLogGroupArn: props.execLogGroupArn,
    });
    this.dependencies = roles.policies;
    this.arn = new EcsTaskDefinition(this, "Resource", {
      family: `${prefix}-mlflow`,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: String(settings.vcpu * CPU_UNITS),
      memory: String(settings.memoryMib),
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: settings.cpuArchitecture },
      executionRoleArn: roles.executionRoleArn,
      taskRoleArn: roles.taskRoleArn,
      containerDefinitions: ecsContainers(containers, {
        secrets: { [ServerSpec.DATABASE_SECRET]: backendStore.uriSecretArn },
        startPeriodSeconds: settings.startupGraceSeconds,
        logGroupName: logs.name,
        region: AwsAccount.of(this).region,
        isReadOnly,
      }),
      volume: isReadOnly ? volumesOf(containers).map((name) => ({ name })) : undefined,
      tags,
      // The service must leave a revision before it is deregistered.
      lifecycle: { createBeforeDestroy: true },
    }).arn;
  }
}
