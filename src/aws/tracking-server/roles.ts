import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { AwsAccount } from "../account";
import type { IArtifactStore } from "../artifact-store";
import type { IBackendStore } from "../backend-store";
import type { AwsPartProps } from "../part";
import { policyDocument, type Statement } from "./policy";

export interface ServerRolesProps extends AwsPartProps {
  readonly artifactStore: IArtifactStore;
  readonly backendStore: IBackendStore;
  /** Images that the task pulls. */
  readonly images: string[];
}

/** The two roles of a task: what starts it may log and read the one secret; what runs in it may use the artifacts. */
export class ServerRoles extends Construct {
  public readonly executionRoleArn: string;
  public readonly taskRoleArn: string;
  public readonly policies: IamRolePolicy[];
  private readonly executionRole: IamRole;

  constructor(scope: Construct, id: string, props: ServerRolesProps) {
    super(scope, id);
    this.executionRole = this.role(
      "Execution",
      `${props.prefix}-mlflow-execution`,
      "Starts MLflow's containers",
      props,
    );
    const taskRole = this.role("Task", `${props.prefix}-mlflow-task`, "MLflow's containers", props);
    this.executionRoleArn = this.executionRole.arn;
    this.taskRoleArn = taskRole.arn;
    this.policies = [
      new IamRolePolicy(this, "StartTask", {
        name: "start-task",
        role: this.executionRole.id,
        policy: policyDocument([
          {
            Sid: "ReadSecret",
            Effect: "Allow",
            Action: "secretsmanager:GetSecretValue",
            Resource: props.backendStore.uriSecretArn,
          },
          ...useKey(props.backendStore.encryptionKeyArn, ["kms:Decrypt"]),
          ...pullImages(props.images, AwsAccount.of(this).partition),
        ]),
      }),
      new IamRolePolicy(this, "UseArtifacts", {
        name: "use-artifacts",
        role: taskRole.id,
        policy: policyDocument(useArtifacts(props.artifactStore)),
      }),
      new IamRolePolicy(this, "OpenShell", {
        name: "open-shell",
        role: taskRole.id,
        policy: policyDocument([
          {
            // ECS Exec and port forwarding; these actions know no resources.
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
        ]),
      }),
    ];
  }

  /** Lets the containers write to a log group. */
  public mayLog(logs: CloudwatchLogGroup): void {
    this.policies.push(
      new IamRolePolicy(this, "WriteLogs", {
        name: "write-logs",
        role: this.executionRole.id,
        policy: policyDocument([
          {
            Sid: "WriteLogs",
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: `${logs.arn}:*`,
          },
        ]),
      }),
    );
  }

  private role(id: string, name: string, description: string, props: ServerRolesProps): IamRole {
    return new IamRole(this, id, {
      name,
      description,
      assumeRolePolicy: policyDocument([
        {
          Sid: "EcsTasks",
          Effect: "Allow",
          Principal: { Service: "ecs-tasks.amazonaws.com" },
          Action: "sts:AssumeRole",
          // ECS acts for every account: only this one's tasks may take the role.
          Condition: { StringEquals: { "aws:SourceAccount": AwsAccount.of(this).accountId } },
        },
      ]),
      tags: props.tags,
    });
  }
}

function useArtifacts(store: IArtifactStore): Statement[] {
  return [
    {
      Sid: "UseArtifacts",
      Effect: "Allow",
      Action: [
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:GetObject",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
      ],
      Resource: `${store.bucketArn}/${store.artifactPrefix}/*`,
    },
    {
      Sid: "ListArtifacts",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: store.bucketArn,
      Condition: { StringLike: { "s3:prefix": [`${store.artifactPrefix}/*`, store.artifactPrefix] } },
    },
    ...useKey(store.encryptionKeyArn, ["kms:Decrypt", "kms:GenerateDataKey"]),
  ];
}

function useKey(arn: string | undefined, actions: string[]): Statement[] {
  return arn === undefined ? [] : [{ Sid: "UseKey", Effect: "Allow", Action: actions, Resource: arn }];
}

/** What pulling needs where images are in ECR; the stock images are public. */
function pullImages(images: string[], partition: string): Statement[] {
  const repositories = images.flatMap((image) => {
    const [, account, region, repository] =
      /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)/.exec(image) ?? [];
    return repository === undefined ? [] : [`arn:${partition}:ecr:${region}:${account}:repository/${repository}`];
  });
  if (repositories.length === 0) return [];
  return [
    // This action knows no resources.
    { Sid: "LogInToRegistry", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    {
      Sid: "PullImages",
      Effect: "Allow",
      Action: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
        // A pull-through cache makes the repository at the first pull.
        "ecr:BatchImportUpstreamImage",
        "ecr:CreateRepository",
      ],
      Resource: repositories,
    },
  ];
}
