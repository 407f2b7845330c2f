import type { Construct } from "constructs";
import { OptionalBindings } from "../optional-bindings";
import type { ResolvedServing } from "./defaults";

export interface AutoscalingProps {
  /** Name of the endpoint, as an attribute of its resource: it must be in service before it scales. */
  readonly endpointName: string;
  readonly prefix: string;
  readonly settings: ResolvedServing;
}

const NAMESPACE = "sagemaker";
const DIMENSION = "sagemaker:variant:DesiredInstanceCount";
/** Seconds after which instances are added and removed again; removing too soon costs cold instances. */
const COOLDOWN = { scaleOutCooldown: 60, scaleInCooldown: 300 };

/**
 * Scales each deployment between its limits by the calls of an instance.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html
 */
export function makeAutoscaling(scope: Construct, { endpointName, prefix, settings }: AutoscalingProps): void {
  const { deployments, minInstances, maxInstances, invocationsPerInstance, serverless } = settings;
  if (serverless !== undefined || maxInstances <= minInstances) return;
  const { AppautoscalingTarget } = OptionalBindings.appautoscalingTarget();
  const { AppautoscalingPolicy } = OptionalBindings.appautoscalingPolicy();
  for (const { name } of deployments) {
    const target = new AppautoscalingTarget(scope, `Scaling-${name}`, {
      serviceNamespace: NAMESPACE,
      scalableDimension: DIMENSION,
      resourceId: `endpoint/${endpointName}/variant/${name}`,
      minCapacity: minInstances,
      maxCapacity: maxInstances,
    });
    new AppautoscalingPolicy(scope, `ScalingPolicy-${name}`, {
      name: `${prefix}-${settings.name}-${name}`,
      policyType: "TargetTrackingScaling",
      // The target's attributes: a policy needs a registered target.
      serviceNamespace: target.serviceNamespace,
      scalableDimension: target.scalableDimension,
      resourceId: target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        ...COOLDOWN,
        targetValue: invocationsPerInstance,
        predefinedMetricSpecification: { predefinedMetricType: "SageMakerVariantInvocationsPerInstance" },
      },
    });
  }
}
