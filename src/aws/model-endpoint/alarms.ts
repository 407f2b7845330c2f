import type {
  CloudwatchMetricAlarm,
  CloudwatchMetricAlarmMetricQuery,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { Construct } from "constructs";
import { SCORING_TIMEOUT_SECONDS } from "../../mlflow/scoring/errors";
import { SLOW_SCORING_SECONDS } from "../../platform/model-endpoint/slow";
import { OPERATIONS_GUIDE } from "../guide";
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
  /** Metrics of a deployment that count together. */
  readonly metrics: readonly string[];
  readonly statistic: string;
  /** How the values of the deployments become one. */
  readonly together: string;
  readonly threshold: number;
}

/** The unit of CloudWatch's ModelLatency. */
const MICROSECONDS = 1_000_000;
const PERIOD = 60;

const ALARMS: readonly EndpointAlarm[] = [
  {
    id: "Errors",
    name: "errors",
    // MLflow's server responds to a failure of the model with 400 or with 500.
    meaning: "A model fails: it responds with 4XX or 5XX",
    metrics: ["Invocation4XXErrors", "Invocation5XXErrors"],
    statistic: "Sum",
    together: "SUM",
    threshold: 5,
  },
  {
    id: "Latency",
    name: "latency",
    meaning: `A model is slow: its p99 latency is above ${SLOW_SCORING_SECONDS} seconds, and its server ends calls at ${SCORING_TIMEOUT_SECONDS}`,
    metrics: ["ModelLatency"],
    statistic: "p99",
    together: "MAX",
    threshold: SLOW_SCORING_SECONDS * MICROSECONDS,
  },
];

/**
 * The alarms of an endpoint, each over all deployments: a change of the list of alarms would replace the endpoint. An update of the endpoint
 * goes back to the old models when one of them is raised.
 */
export function makeAlarms(scope: Construct, props: EndpointAlarmsProps): CloudwatchMetricAlarm[] {
  const { endpointName, settings, topicArn, tags } = props;
  if (!settings.alarms) return [];
  const { CloudwatchMetricAlarm } = OptionalBindings.cloudwatchMetricAlarm();
  const actions = topicArn === undefined ? undefined : [topicArn];
  return ALARMS.map(
    ({ id, name, meaning, threshold, ...alarm }) =>
      new CloudwatchMetricAlarm(scope, id, {
        alarmName: `${endpointName}-${name}`,
        alarmDescription: `${meaning} (endpoint ${endpointName}). What to do: ${OPERATIONS_GUIDE}, endpoint-${name}`,
        metricQuery: queries(props, alarm),
        threshold,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        evaluationPeriods: 2,
        treatMissingData: "notBreaching",
        alarmActions: actions,
        okActions: actions,
        tags,
      }),
  );
}

function queries(
  { endpointName, settings }: EndpointAlarmsProps,
  { metrics, statistic, together }: Pick<EndpointAlarm, "metrics" | "statistic" | "together">,
): CloudwatchMetricAlarmMetricQuery[] {
  const series = metrics.flatMap((metricName) => settings.deployments.map(({ name }) => ({ metricName, name })));
  const each = series.map(({ metricName, name }, index) => ({
    id: `m${index + 1}`,
    metric: {
      namespace: "AWS/SageMaker",
      metricName,
      stat: statistic,
      period: PERIOD,
      // The names as text: an alarm exists before the endpoint that it rolls back.
      dimensions: { EndpointName: endpointName, VariantName: name },
    },
  }));
  const expression = `${together}([${each.map(({ id }) => id).join(",")}])`;
  return [{ id: "all", expression, label: metrics.join(" + "), returnData: true }, ...each];
}
