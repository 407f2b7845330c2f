import type { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { SagemakerEndpointDeploymentConfig } from "@cdktf/provider-aws/lib/sagemaker-endpoint";
import { RolloutStrategy } from "./settings";
import type { ResolvedServing } from "./defaults";

/**
 * How an update moves traffic, and which alarms roll it back.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green.html
 */
export function deploymentConfig(
  { rollout }: ResolvedServing,
  alarms: readonly CloudwatchMetricAlarm[],
): SagemakerEndpointDeploymentConfig {
  const { strategy, stepPercent, waitSeconds, terminationWaitSeconds } = rollout;
  const step = { type: "CAPACITY_PERCENT", value: stepPercent };
  return {
    blueGreenUpdatePolicy: {
      trafficRoutingConfiguration: {
        type: strategy,
        waitIntervalInSeconds: strategy === RolloutStrategy.ALL_AT_ONCE ? 0 : waitSeconds,
        canarySize: strategy === RolloutStrategy.CANARY ? step : undefined,
        linearStepSize: strategy === RolloutStrategy.LINEAR ? step : undefined,
      },
      terminationWaitInSeconds: terminationWaitSeconds,
    },
    autoRollbackConfiguration:
      alarms.length === 0 ? undefined : { alarms: alarms.map(({ alarmName }) => ({ alarmName })) },
  };
}
