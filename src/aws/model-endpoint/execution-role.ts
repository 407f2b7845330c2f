import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Sleep } from "@cdktf/provider-time/lib/sleep";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Tokens } from "../../core/tokens";
import { AwsAccount } from "../account";
import type { IArtifactStore } from "../artifact-store/interface";
import type { AwsComponentProps } from "../component";
import { policyDocument, pullFrom, serviceTrust, useKey, type Statement } from "../iam";
import type { ResolvedServing } from "./defaults";
import { parseEcrImage } from "./image";
import { isArchive } from "./location";
import { newSuffix } from "./names";

export interface ExecutionRoleProps extends AwsComponentProps {
  /** Name of the endpoint. */
  readonly endpointName: string;
  readonly settings: ResolvedServing;
  readonly artifactStore: IArtifactStore;
  readonly logGroupArn: string;
  /** Prefix in the bucket under which calls are kept. @default - none are kept */
  readonly capturePrefix?: string;
}

/** What SageMaker does with network interfaces of a model in a VPC; most of it supports no resource-level permissions. */
const NETWORK_INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:CreateNetworkInterfacePermission",
  "ec2:DeleteNetworkInterface",
  "ec2:DeleteNetworkInterfacePermission",
  "ec2:DescribeDhcpOptions",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcs",
];

/**
 * The role of an endpoint's containers: it reads its models, pulls its image, and writes its log, its metrics and the calls that are kept.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
 */
export class ExecutionRole extends Construct {
  public readonly roleArn: string;
  /** What must exist before SageMaker uses the role. */
  public readonly dependencies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ExecutionRoleProps) {
    super(scope, id);
    const account = AwsAccount.of(this);
    const role = new IamRole(this, "Resource", {
      name: `${props.endpointName}-endpoint`,
      description: `SageMaker endpoint ${props.endpointName}`,
      // SageMaker acts for every account: only this account's endpoints may assume the role.
      assumeRolePolicy: serviceTrust("SageMaker", "sagemaker.amazonaws.com", account.accountId),
      tags: props.tags,
    });
    const document = policyDocument(statements(props, account));
    // Another document is another policy beside the old one, which is deleted after the endpoint has moved: until then, and after a rollback,
    // SageMaker starts instances with the old models and their image. Its name is new even if a deploy goes back to a former document.
    const suffix = newSuffix(this, "PolicySuffix", { document });
    const policy = new IamRolePolicy(this, "Policy", {
      name: `serve-models-${suffix}`,
      role: role.id,
      policy: document,
      lifecycle: { createBeforeDestroy: true },
    });
    // IAM is consistent after some seconds, and the provider does not repeat an endpoint that failed for that reason.
    const sleep = new Sleep(this, "RoleDelay", {
      createDuration: "30s",
      triggers: { role: role.uniqueId, policy: document },
      dependsOn: [policy],
    });
    this.roleArn = role.arn;
    this.dependencies = [policy, sleep];
  }
}

function statements(props: ExecutionRoleProps, account: AwsAccount): Statement[] {
  const { artifactStore, settings, capturePrefix, logGroupArn, endpointName } = props;
  const { bucketArn, artifactPrefix, encryptionKeyArn } = artifactStore;
  const models = settings.deployments.map(({ model }) => `${artifactPrefix}/${model}`);
  const kept: Statement[] =
    capturePrefix === undefined
      ? []
      : [{ Sid: "KeepCalls", Effect: "Allow", Action: "s3:PutObject", Resource: `${bucketArn}/${capturePrefix}/*` }];
  const volumes: Statement[] =
    settings.encryptionKeyArn === undefined
      ? []
      : [
          {
            Sid: "EncryptVolumes",
            Effect: "Allow",
            Action: ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
            Resource: settings.encryptionKeyArn,
          },
        ];
  const { partition, region, accountId } = account;
  const alarms: Statement[] = settings.alarms
    ? [
        {
          Sid: "ReadAlarms",
          Effect: "Allow",
          Action: "cloudwatch:DescribeAlarms",
          Resource: `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${endpointName}-*`,
        },
      ]
    : [];
  const network: Statement[] = settings.privateAccess
    ? [{ Sid: "UseNetwork", Effect: "Allow", Action: NETWORK_INTERFACES, Resource: "*" }]
    : [];
  return [
    {
      Sid: "ReadModels",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: models.map((model) => `${bucketArn}/${model}${isArchive(model) ? "" : "/*"}`),
    },
    {
      Sid: "ListModels",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn,
      Condition: { StringLike: { "s3:prefix": models.map((model) => (isArchive(model) ? model : `${model}/*`)) } },
    },
    ...kept,
    ...useKey(encryptionKeyArn, capturePrefix === undefined ? ["kms:Decrypt"] : ["kms:Decrypt", "kms:GenerateDataKey"]),
    ...volumes,
    ...pullImage(settings.image, account),
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: `${logGroupArn}:*`,
    },
    {
      Sid: "WriteMetrics",
      Effect: "Allow",
      Action: "cloudwatch:PutMetricData",
      // The action supports no resource-level permissions; SageMaker writes to these namespaces.
      Resource: "*",
      Condition: { StringLike: { "cloudwatch:namespace": ["AWS/SageMaker", "/aws/sagemaker/*"] } },
    },
    ...alarms,
    ...network,
  ];
}

function pullImage(image: string, { partition }: AwsAccount): Statement[] {
  const parts = Tokens.isUnresolved(image) ? undefined : parseEcrImage(image);
  if (parts === undefined) return [];
  const { region, account, repository } = parts;
  return pullFrom("PullImage", `arn:${partition}:ecr:${region}:${account}:repository/${repository}`);
}
