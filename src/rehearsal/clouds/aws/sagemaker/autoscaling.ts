import { block, number, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { frozenOf } from "./frozen";
import { invalid } from "./invalid";

const INSTANCES = "sagemaker:variant:DesiredInstanceCount";
const METRICS: Readonly<Record<string, string>> = {
  [INSTANCES]: "SageMakerVariantInvocationsPerInstance",
  "sagemaker:variant:DesiredProvisionedConcurrency": "SageMakerVariantProvisionedConcurrencyUtilization",
};

function checkTarget({ account, values }: CreateContext): void {
  const namespace = text(values, "service_namespace");
  if (namespace !== "sagemaker") invalid(`the rehearsal knows no scalable target of ${String(namespace)}`);
  const id = text(values, "resource_id") ?? "";
  const [, endpoint = "", name = ""] = /^endpoint\/([^/]+)\/variant\/([^/]+)$/.exec(id) ?? [];
  const variant = frozenOf(account, endpoint)?.variants.find((each) => each.name === name);
  if (variant === undefined) invalid(`Could not find the variant of the resource ID: ${id}`, "resource_id");
  const [least, most] = [number(values, "min_capacity") ?? 0, number(values, "max_capacity") ?? 0];
  if (most < least) invalid("Maximum capacity cannot be less than minimum capacity", "max_capacity");
  if (text(values, "scalable_dimension") !== INSTANCES) return;
  if (least < 1) invalid("Minimum capacity of a real-time variant is 1", "min_capacity");
  if (variant.instanceType === undefined || variant.instanceType.startsWith("ml.t"))
    invalid(`The instance type ${variant.instanceType ?? "of a serverless variant"} does not support autoscaling`);
}

function checkPolicy({ account, values }: CreateContext): void {
  const [namespace, id, dimension] = ["service_namespace", "resource_id", "scalable_dimension"].map((name) =>
    text(values, name),
  );
  const target = account.get("aws_appautoscaling_target", id ?? "");
  if (target?.scalable_dimension !== dimension)
    refuse(
      `ObjectNotFoundException: No scalable target registered for service namespace: ${String(namespace)}, resource ID: ${String(id)}, scalable dimension: ${String(dimension)}`,
      "resource_id",
    );
  const tracking = block(values, "target_tracking_scaling_policy_configuration");
  const metric = text(block(tracking, "predefined_metric_specification"), "predefined_metric_type");
  const fitting = METRICS[dimension ?? ""];
  if (metric !== undefined && metric !== fitting)
    invalid(
      `Scalable dimension ${String(dimension)} only supports the following predefined metric types: ${String(fitting)}`,
      "target_tracking_scaling_policy_configuration",
    );
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html */
export const autoscalingActs: Readonly<Record<string, Acts>> = {
  aws_appautoscaling_target: { check: checkTarget },
  aws_appautoscaling_policy: { check: checkPolicy },
};
