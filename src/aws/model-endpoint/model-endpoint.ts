import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { SagemakerEndpoint } from "@cdktf/provider-aws/lib/sagemaker-endpoint";
import type { SagemakerEndpointConfiguration } from "@cdktf/provider-aws/lib/sagemaker-endpoint-configuration";
import { Op, ref } from "cdktf";
import { Construct } from "constructs";
import { Sizes } from "../../core";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import { required } from "../../core/rules";
import { scoringPath } from "../../platform/model-endpoint/path";
import { AwsAccount } from "../account";
import type { IArtifactStore } from "../artifact-store/interface";
import type { AwsComponentProps } from "../component";
import { componentTable } from "../component-checks";
import type { INetwork } from "../network/interface";
import { SecurityGroup } from "../network/security-group";
import { OptionalBindings } from "../optional-bindings";
import { makeAlarms } from "./alarms";
import { ImportedModelEndpoint } from "./attributes";
import { makeAutoscaling } from "./autoscaling";
import { MODEL_SERVING } from "./checks";
import { makeConfiguration } from "./configuration";
import { resolveServing, type ResolvedServing } from "./defaults";
import { ExecutionRole } from "./execution-role";
import type { IModelEndpoint } from "./interface";
import { makeModels, type ModelsProps } from "./models";
import { endpointArn, logGroupName } from "./names";
import { deploymentConfig } from "./rollout";
import type { ModelEndpointAttributes, ModelServingSettings } from "./settings";

export interface ModelEndpointProps extends AwsComponentProps, ModelServingSettings {
  /** The artifacts that hold the models. */
  readonly artifactStore: IArtifactStore;
  /** The network of the containers; needed with `privateAccess`. @default - SageMaker's own network */
  readonly network?: INetwork;
  /** Topic that the alarms notify. @default - nobody: they roll updates back only */
  readonly alarmTopicArn?: string;
}

const HTTPS = 443;

/**
 * Models that MLflow logged, behind a SageMaker endpoint. A changed model is a new configuration of the same endpoint, which keeps serving
 * the old one until the new one answers.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html
 */
export class ModelEndpoint extends Construct implements IModelEndpoint {
  /**
   * Uses an existing endpoint.
   * @throws ValidationError for a name that SageMaker would refuse
   */
  public static fromModelEndpointAttributes(
    scope: Construct,
    id: string,
    attributes: ModelEndpointAttributes,
  ): IModelEndpoint {
    return new ImportedModelEndpoint(scope, id, attributes);
  }

  public readonly name: string;
  public readonly endpointName: string;
  public readonly endpointArn: string;
  public readonly path: string;
  public readonly maxPayloadBytes: number;
  /** ARN of the role of the containers. */
  public readonly executionRoleArn: string;
  /** Name of the containers' log group. */
  public readonly logGroupName: string;

  /** @throws ValidationError for an invalid name, image, model, traffic or size, and for what a serverless endpoint does not have */
  constructor(scope: Construct, id: string, props: ModelEndpointProps) {
    super(scope, id);
    const table = componentTable(MODEL_SERVING);
    checkOnce(this, props, { ...table, rows: [...table.rows, NETWORK] }, props.size);
    const settings = resolveServing(props, props.size);
    const { artifactStore, tags } = props;
    this.name = settings.name;
    this.endpointName = `${props.prefix}-${settings.name}`;
    this.endpointArn = endpointArn(AwsAccount.of(this), this.endpointName);
    this.path = scoringPath(settings.name);
    this.maxPayloadBytes = settings.maxPayloadBytes;
    const { endpointName } = this;
    const capturePrefix = settings.dataCapture && `model-endpoints/${settings.name}/capture`;
    // SageMaker would make the group itself, which nothing deletes.
    const logGroup = new CloudwatchLogGroup(this, "Logs", {
      name: logGroupName(endpointName),
      retentionInDays: Sizes.defaults(props.size).logRetentionDays,
      tags,
    });
    this.logGroupName = logGroup.name;
    const role = new ExecutionRole(this, "Role", {
      ...{ prefix: props.prefix, size: props.size, tags },
      ...{ endpointName, settings, artifactStore, capturePrefix },
      logGroupArn: logGroup.arn,
    });
    this.executionRoleArn = role.roleArn;
    const models = makeModels(this, {
      ...{ endpointName, settings, artifactStore, tags },
      executionRoleArn: role.roleArn,
      vpc: this.vpc(props, settings),
      dependencies: role.dependencies,
    });
    const configuration = makeConfiguration(this, {
      endpointName,
      settings,
      artifactStore,
      capturePrefix,
      models,
      tags,
    });
    const alarms = makeAlarms(this, { endpointName, settings, topicArn: props.alarmTopicArn, tags });
    const { SagemakerEndpoint } = OptionalBindings.sagemakerEndpoint();
    const endpoint: SagemakerEndpoint = new SagemakerEndpoint(this, "Resource", {
      name: endpointName,
      endpointConfigName: configuration.name,
      deploymentConfig: deploymentConfig(settings, alarms),
      tags,
      dependsOn: dependenciesFor(this, [logGroup, ...role.dependencies, ...this.reachable(props, settings)]),
      lifecycle: { postcondition: [moved(endpointName, configuration)] },
    });
    makeAutoscaling(this, { endpointName: endpoint.name, prefix: props.prefix, settings });
  }

  /** The way from the containers' interfaces to the models: HTTPS to S3's endpoint, and nothing in. */
  private vpc({ network, prefix, tags }: ModelEndpointProps, settings: ResolvedServing): ModelsProps["vpc"] {
    if (!settings.privateAccess || network === undefined) return undefined;
    const group = new SecurityGroup(this, "SecurityGroup", {
      name: `${prefix}-${settings.name}`,
      description: "SageMaker endpoint: HTTPS to S3, nothing in",
      vpcId: network.vpcId,
      tags,
    });
    group.allowToCidr("ToS3", "0.0.0.0/0", HTTPS, "To S3, which has no fixed addresses");
    return { subnetIds: network.serverSubnetIds, securityGroupId: group.securityGroupId };
  }

  private reachable({ network }: ModelEndpointProps, { privateAccess }: ResolvedServing) {
    return privateAccess ? (network?.dependencies ?? []) : [];
  }
}

/**
 * The provider reports an update that SageMaker rolled back as done. Terraform would then delete the old configuration, model and policy, which
 * are in use again; a failed postcondition keeps them.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/46663
 */
function moved(endpointName: string, configuration: SagemakerEndpointConfiguration) {
  return {
    condition: Op.eq(ref("self.endpoint_config_name"), configuration.name),
    errorMessage:
      `SageMaker rolled the update of the endpoint ${endpointName} back, which serves the former models. ` +
      `Deploy a model that starts, or the former one. Where to find the reason: docs/aws.md, "An update that was rolled back".`,
  };
}

const NETWORK = {
  field: "network",
  rule: required(
    "the containers of an endpoint with privateAccess are in a VPC",
    "Set network, or remove privateAccess",
  ),
  when: ({ privateAccess }: ModelServingSettings) => privateAccess === true,
};
