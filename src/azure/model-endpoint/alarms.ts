import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { SCORING_TIMEOUT_SECONDS } from "../../mlflow/scoring/errors";
import { SLOW_SCORING_SECONDS } from "../../platform/model-endpoint/slow";
import type { AzureComponentProps } from "../component";
import { OPERATIONS_GUIDE } from "../guide";
import { OptionalBindings } from "../optional-bindings";
import type { ResolvedServing } from "./defaults";
import { ENDPOINT_TYPE } from "./names";

export interface EndpointAlarmsProps extends AzureComponentProps {
  readonly endpointId: string;
  readonly settings: ResolvedServing;
  /** Action group that is notified. @default - nobody: the portal shows the alarms */
  readonly actionGroupId?: string;
  /** What must exist before: the endpoint. */
  readonly dependencies: ITerraformDependable[];
}

interface EndpointAlarm {
  readonly id: string;
  readonly name: string;
  readonly meaning: string;
  readonly metric: string;
  readonly aggregation: string;
  readonly operator: string;
  readonly threshold: number;
  /** Statuses that count. @default - all */
  readonly statuses?: string[];
}

/** @see https://learn.microsoft.com/en-us/azure/machine-learning/monitor-azure-machine-learning-reference */
const ALARMS: readonly EndpointAlarm[] = [
  {
    id: "Errors",
    name: "errors",
    meaning: "A model fails (424) or is too slow (408), or the endpoint fails (5XX)",
    metric: "RequestsPerMinute",
    aggregation: "Average",
    operator: "GreaterThanOrEqual",
    threshold: 1,
    statuses: ["408", "424", "500", "502", "503", "504"],
  },
  {
    id: "Latency",
    name: "latency",
    meaning: `A model is slow: its p99 latency is above ${SLOW_SCORING_SECONDS} seconds, and calls end at ${SCORING_TIMEOUT_SECONDS}`,
    metric: "RequestLatency_P99",
    aggregation: "Average",
    operator: "GreaterThan",
    // The metric is in milliseconds.
    threshold: SLOW_SCORING_SECONDS * 1000,
  },
];

/** Severity of an alarm in the portal: 1, an error. */
const SEVERITY = 1;

/** The alarms of an endpoint, each over all of its deployments. */
export function makeAlarms(scope: Construct, props: EndpointAlarmsProps): void {
  const { prefix, resourceGroup, tags, endpointId, settings, actionGroupId, dependencies } = props;
  if (!settings.alarms) return;
  const { MonitorMetricAlert } = OptionalBindings.monitorMetricAlert();
  for (const { id, name, meaning, metric, statuses, ...criterion } of ALARMS)
    new MonitorMetricAlert(scope, id, {
      name: `${prefix}-${settings.name}-${name}`,
      description: `${meaning} (endpoint ${settings.name}). What to do: ${OPERATIONS_GUIDE}, endpoint-${name}`,
      resourceGroupName: resourceGroup.resourceGroupName,
      scopes: [endpointId],
      severity: SEVERITY,
      frequency: "PT5M",
      windowSize: "PT5M",
      criteria: [
        {
          metricNamespace: ENDPOINT_TYPE,
          metricName: metric,
          ...criterion,
          dimension: statuses && [{ name: "statusCode", operator: "Include", values: statuses }],
          // A new endpoint has no metrics, and Azure would refuse the alarm.
          skipMetricValidation: true,
        },
      ],
      action: actionGroupId === undefined ? undefined : [{ actionGroupId }],
      tags,
      dependsOn: dependencies,
    });
}
