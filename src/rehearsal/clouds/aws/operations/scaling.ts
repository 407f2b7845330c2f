import type { CreateContext, ResourceRule, Values } from "../../../simulator/rule";
import { globalArn, makeArn } from "../arn";
import { hexId, uuid } from "../ids";
import { all } from "../lookup";
import { block, isSet, number, text } from "../../../simulator/readers";
import { fill, refuse } from "../../../simulator/writers";

/** What can be scaled, by namespace and dimension. */
const DIMENSIONS: Readonly<Record<string, readonly string[]>> = {
  ecs: ["ecs:service:DesiredCount"],
  rds: ["rds:cluster:ReadReplicaCount"],
  dynamodb: ["dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits"],
  sagemaker: ["sagemaker:variant:DesiredInstanceCount", "sagemaker:variant:DesiredProvisionedConcurrency"],
};

const METRICS: Readonly<Record<string, readonly string[]>> = {
  ecs: ["ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization", "ALBRequestCountPerTarget"],
  rds: ["RDSReaderAverageCPUUtilization", "RDSReaderAverageDatabaseConnections"],
  dynamodb: ["DynamoDBReadCapacityUtilization", "DynamoDBWriteCapacityUtilization"],
  sagemaker: ["SageMakerVariantInvocationsPerInstance", "SageMakerVariantProvisionedConcurrencyUtilization"],
};

function checkDimension(values: Values): void {
  const namespace = text(values, "service_namespace") ?? "";
  const dimension = text(values, "scalable_dimension") ?? "";
  if (DIMENSIONS[namespace]?.includes(dimension) !== true)
    refuse(
      `ValidationException: Unsupported service namespace, resource type or scalable dimension: ${namespace}, ${dimension}`,
      "scalable_dimension",
    );
}

function checkTarget(context: CreateContext): void {
  const { account, values } = context;
  checkDimension(values);
  const least = number(values, "min_capacity") ?? 0;
  const most = number(values, "max_capacity") ?? 0;
  if (least > most)
    refuse(
      `ValidationException: Maximum capacity cannot be less than minimum capacity (${most} < ${least})`,
      "max_capacity",
    );
  const resource = text(values, "resource_id") ?? "";
  if (
    text(values, "service_namespace") === "ecs" &&
    !all(account, "aws_ecs_service").some((service) => String(service.arn).endsWith(`:${resource}`))
  )
    refuse(`ValidationException: ECS service doesn't exist: ${resource}`, "resource_id");
}

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html */
export const target: ResourceRule = {
  type: "aws_appautoscaling_target",
  cites: "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html",
  create: (context) => {
    const { account, values } = context;
    checkTarget(context);
    values.id = text(values, "resource_id") ?? "";
    const role =
      "role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService";
    fill(values, {
      arn: makeArn(context, "application-autoscaling", `scalable-target/${hexId(account, "scalable-target", 34)}`),
      role_arn: globalArn(context, "iam", role),
    });
  },
  update: checkTarget,
};

function checkPolicy(context: CreateContext): void {
  const { account, values } = context;
  checkDimension(values);
  const same = (held: Values): boolean =>
    ["resource_id", "scalable_dimension", "service_namespace"].every((name) => held[name] === values[name]);
  if (!all(account, "aws_appautoscaling_target").some(same))
    refuse(
      `ObjectNotFoundException: No scalable target registered for service namespace: ${String(values.service_namespace)}, resource ID: ${String(values.resource_id)}, scalable dimension: ${String(values.scalable_dimension)}`,
      "resource_id",
    );
  const kind = text(values, "policy_type") ?? "StepScaling";
  const needed = {
    StepScaling: "step_scaling_policy_configuration",
    TargetTrackingScaling: "target_tracking_scaling_policy_configuration",
    PredictiveScaling: "predictive_scaling_policy_configuration",
  }[kind];
  if (needed === undefined) refuse(`ValidationException: unknown policy type ${kind}`, "policy_type");
  const configuration = block(values, needed);
  if (!configuration) refuse(`ValidationException: ${needed} is required for the policy type ${kind}`, needed);
  if (kind !== "TargetTrackingScaling") return;
  const predefined = block(configuration, "predefined_metric_specification");
  if (
    isSet(configuration, "predefined_metric_specification") === isSet(configuration, "customized_metric_specification")
  )
    refuse(
      "ValidationException: exactly one of predefined_metric_specification and customized_metric_specification",
      needed,
    );
  const metric = text(predefined, "predefined_metric_type");
  if (predefined && METRICS[text(values, "service_namespace") ?? ""]?.includes(metric ?? "") !== true)
    refuse(`ValidationException: Unsupported metric type: ${metric ?? ""}`, needed);
  if (metric === "ALBRequestCountPerTarget" && text(predefined, "resource_label") === undefined)
    refuse("ValidationException: ALBRequestCountPerTarget needs a resource label", needed);
}

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html */
export const policy: ResourceRule = {
  type: "aws_appautoscaling_policy",
  cites: "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html",
  create: (context) => {
    const { account, values } = context;
    checkPolicy(context);
    const { name, service_namespace: namespace, resource_id: resource } = values;
    values.id = `${String(namespace)}/${String(resource)}/${String(name)}`;
    fill(values, {
      arn: makeArn(
        context,
        "autoscaling",
        `scalingPolicy:${uuid(account, "scaling-policy")}:resource/${String(namespace)}/${String(resource)}:policyName/${String(name)}`,
      ),
      alarm_arns: [],
    });
  },
  update: checkPolicy,
};
