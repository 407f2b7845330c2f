import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { Tokens } from "../../core/tokens";
import { AwsAccount } from "../account";
import type { IArtifactStore } from "../artifact-store/interface";
import { artifactStatements } from "../artifact-store/permissions";
import type { IBackendStore } from "../backend-store/interface";
import type { AwsComponentProps } from "../component";
import type { ResolvedServer } from "./defaults";
import { ExecuteCommand } from "./settings";
import { policyDocument, pullFrom, serviceTrust, useKey, type Statement } from "../iam";

export interface ServerRolesProps extends AwsComponentProps {
  readonly artifactStore: IArtifactStore;
  readonly backendStore: IBackendStore;
  readonly settings: ResolvedServer;
  /** Log group of sessions. */
  readonly execLogGroupArn?: string;
  /** Log group of the containers. */
  readonly logGroupArn: string;
  /** Images that the task pulls. */
  readonly images: string[];
}

/** What MLflow does with artifacts. */
const OBJECT_ACTIONS = [
  "s3:AbortMultipartUpload",
  "s3:DeleteObject",
  "s3:GetObject",
  "s3:ListMultipartUploadParts",
  "s3:PutObject",
];

/** The two roles of a task: the execution role can log and read the secret; the task role can use the artifacts. */
export class ServerRoles extends Construct {
  public readonly executionRoleArn: string;
  public readonly taskRoleArn: string;
  public readonly policies: IamRolePolicy[];

  constructor(scope: Construct, id: string, props: ServerRolesProps) {
    super(scope, id);
    const executionRole = this.role(
      "Execution",
      `${props.prefix}-mlflow-execution`,
      "Starts MLflow's containers",
      props,
    );
    const taskRole = this.role("Task", `${props.prefix}-mlflow-task`, "MLflow's containers", props);
    this.executionRoleArn = executionRole.arn;
    this.taskRoleArn = taskRole.arn;
    this.policies = [
      new IamRolePolicy(this, "StartTask", {
        name: "start-task",
        role: executionRole.id,
        policy: policyDocument([
          {
            Sid: "ReadSecret",
            Effect: "Allow",
            Action: "secretsmanager:GetSecretValue",
            Resource: props.backendStore.uriSecretArn,
          },
          ...useKey(props.backendStore.encryptionKeyArn, ["kms:Decrypt"]),
          ...pullImages(props.images, AwsAccount.of(this)),
        ]),
      }),
      new IamRolePolicy(this, "WriteLogs", {
        name: "write-logs",
        role: executionRole.id,
        policy: policyDocument([
          {
            Sid: "WriteLogs",
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: `${props.logGroupArn}:*`,
          },
        ]),
      }),
      new IamRolePolicy(this, "UseArtifacts", {
        name: "use-artifacts",
        role: taskRole.id,
        policy: policyDocument(artifactStatements(props.artifactStore, OBJECT_ACTIONS)),
      }),
      ...this.openShell(props, taskRole),
    ];
  }

  private openShell({ settings, execLogGroupArn }: ServerRolesProps, taskRole: IamRole): IamRolePolicy[] {
    if (settings.executeCommand === ExecuteCommand.OFF) return [];
    const writeLog: Statement[] =
      execLogGroupArn === undefined
        ? []
        : [
            { Sid: "FindLog", Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
            {
              Sid: "WriteLog",
              Effect: "Allow",
              Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
              Resource: `${execLogGroupArn}:*`,
            },
          ];
    const policy = policyDocument([
      {
        // ECS Exec and port forwarding; these actions do not support resource-level permissions.
        Sid: "OpenShell",
        Effect: "Allow",
        Action: [
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ],
        Resource: "*",
      },
      ...writeLog,
    ]);
    return [new IamRolePolicy(this, "OpenShell", { name: "open-shell", role: taskRole.id, policy })];
  }

  private role(id: string, name: string, description: string, props: ServerRolesProps): IamRole {
    return new IamRole(this, id, {
      name,
      description,
      // ECS acts for every account: only this account's tasks may assume the role.
      assumeRolePolicy: serviceTrust("EcsTasks", "ecs-tasks.amazonaws.com", AwsAccount.of(this).accountId),
      tags: props.tags,
    });
  }
}

/** Permissions to pull images from ECR; the stock images are public. */
function pullImages(images: string[], { partition, accountId }: AwsAccount): Statement[] {
  const repositories = images.flatMap((image) => {
    // A repository of the same program, or another registry: Terraform alone knows.
    if (Tokens.isUnresolved(image)) return [`arn:${partition}:ecr:*:${accountId}:repository/*`];
    const [, account, region, repository] =
      /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)/.exec(image) ?? [];
    return repository === undefined ? [] : [`arn:${partition}:ecr:${region}:${account}:repository/${repository}`];
  });
  if (repositories.length === 0) return [];
  // A pull-through cache creates the repository at the first pull.
  const cache = ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"];
  return pullFrom("PullImages", [...new Set(repositories)], cache);
}
