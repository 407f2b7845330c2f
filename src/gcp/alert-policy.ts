import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { OPERATIONS_GUIDE } from "./guide";
import { OptionalBindings } from "./optional-bindings";

/** One alarm, with Cloud Monitoring's names. */
export interface Alarm {
  /** Id of the construct. */
  readonly id: string;
  /** Name after the prefix; the operations guide has a heading of this name. */
  readonly name: string;
  /** What the alarm means. */
  readonly meaning: string;
  readonly metric: string;
  /** Type of the resource that has the metric. */
  readonly resource: string;
  /** Labels of the resource and of the metric that a time series must have. */
  readonly labels: readonly string[];
  /** How the values of a time series become one. */
  readonly aligner: "ALIGN_DELTA" | "ALIGN_MAX" | "ALIGN_MEAN";
  /** How several time series become one. @default - each is compared by itself */
  readonly reducer?: "REDUCE_SUM" | "REDUCE_PERCENTILE_99";
  /** The value that must be exceeded: Cloud Monitoring has no comparison by >=. */
  readonly above: number;
  /** Minutes that are looked at. */
  readonly minutes: 5 | 15;
}

export interface AlertPolicyProps {
  /** Beginning of the policy's name. */
  readonly prefix: string;
  /** Names of the channels that are notified. */
  readonly notificationChannels?: string[];
  readonly tags?: Record<string, string>;
  readonly dependsOn?: ITerraformDependable[];
}

/** Cloud Monitoring closes an incident whose metric has no values any more; 30 minutes is the least. */
const AUTO_CLOSE = "1800s";

/** The largest whole number below: a count that reaches the threshold exceeds it. */
export const justBelow = (threshold: number): number => Math.ceil(threshold) - 1;

/**
 * Makes an alarm.
 * @returns its name
 * @see https://cloud.google.com/monitoring/alerts
 */
export function alertPolicy(scope: Construct, alarm: Alarm, props: AlertPolicyProps): string {
  const name = `${props.prefix}-${alarm.name}`;
  const { MonitoringAlertPolicy } = OptionalBindings.monitoringAlertPolicy();
  new MonitoringAlertPolicy(scope, alarm.id, {
    displayName: name,
    combiner: "OR",
    severity: "ERROR",
    documentation: {
      content: `${alarm.meaning}. What to do: ${OPERATIONS_GUIDE}, ${alarm.name}`,
      mimeType: "text/markdown",
    },
    conditions: [
      {
        displayName: alarm.meaning,
        conditionThreshold: {
          filter: [`metric.type = "${alarm.metric}"`, `resource.type = "${alarm.resource}"`, ...alarm.labels].join(
            " AND ",
          ),
          aggregations: [
            {
              alignmentPeriod: `${alarm.minutes * 60}s`,
              perSeriesAligner: alarm.aligner,
              crossSeriesReducer: alarm.reducer,
            },
          ],
          comparison: "COMPARISON_GT",
          thresholdValue: alarm.above,
          // The period is what is looked at: one value above the threshold is enough.
          duration: "0s",
          trigger: { count: 1 },
        },
      },
    ],
    alertStrategy: { autoClose: AUTO_CLOSE },
    notificationChannels: props.notificationChannels,
    userLabels: props.tags,
    dependsOn: props.dependsOn,
  });
  return name;
}
