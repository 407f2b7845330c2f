import type { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { Construct } from "constructs";
import { OptionalBindings } from "../optional-bindings";
import type { ResolvedServing } from "./defaults";

export interface EndpointAlarmsProps {
  readonly endpointName: string;
  readonly settings: ResolvedServing;
  /** Topic that is notified. @default - nobody: the alarms roll updates back only */
  readonly topicArn?: string;
  readonly tags?: Record<string, string>;
}

interface EndpointAlarm {
  readonly id: string;
  readonly name: string;
  readonly meaning: string;
  readonly metric: string;
  readonly statistic?: string;
  readonly extendedStatistic?: string;
  readonly threshold: number;
}

/** Microseconds: the gateway ends a call after 29 seconds, and a batch that takes two thirds of that is slow. */
const SLOW = 20_000_000;

const ALARMS: readonly EndpointAlarm[] = [
  {
    id: "Errors",
    name: "errors",
    meaning: "The model fails: it responds with 5XX",
    metric: "Invocation5XXErrors",
    statistic: "Sum",
    threshold: 5,
  },
  {
    id: "Latency",
    name: "latency",
    meaning: "The model is slow: its p99 latency is above 20 seconds, and the gateway ends calls at 29",
    metric: "ModelLatency",
    extendedStatistic: "p99",
    threshold: SLOW,
  },
];

/** The alarms of each deployment. An update of the endpoint goes back to the old models when one of them is raised. */
export function makeAlarms(scope: Construct, props: EndpointAlarmsProps): CloudwatchMetricAlarm[] {
  const { endpointName, settings, topicArn, tags } = props;
  if (!settings.alarms) return [];
  const { CloudwatchMetricAlarm } = OptionalBindings.cloudwatchMetricAlarm();
  const actions = topicArn === undefined ? undefined : [topicArn];
  return settings.deployments.flatMap((deployment) =>
    ALARMS.map(
      ({ id, name, meaning, metric, ...alarm }) =>
        new CloudwatchMetricAlarm(scope, `${id}-${deployment.name}`, {
          alarmName: `${endpointName}-${deployment.name}-${name}`,
          alarmDescription: `${meaning} (deployment ${deployment.name} of the endpoint ${endpointName})`,
          namespace: "AWS/SageMaker",
          metricName: metric,
          // The names as text: an alarm exists before the endpoint that it rolls back.
          dimensions: { EndpointName: endpointName, VariantName: deployment.name },
          ...alarm,
          comparisonOperator: "GreaterThanOrEqualToThreshold",
          period: 60,
          evaluationPeriods: 2,
          treatMissingData: "notBreaching",
          alarmActions: actions,
          okActions: actions,
          tags,
        }),
    ),
  );
}
