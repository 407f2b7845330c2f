import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { hasNotifications } from "../../platform/observability";
import type { AzureComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { OPERATIONS_GUIDE } from "../guide";
import { OptionalBindings } from "../optional-bindings";
import { AlarmActionGroup } from "./action-group";
import { alarmsOf, type Alarm } from "./alarms";
import { MonthlyBudget } from "./budget";
import { OBSERVABILITY } from "./checks";
import { resolveObservability, type ResolvedObservability } from "./defaults";
import type { MonitoredComponents } from "./interface";
import { RequestLog } from "./request-log";
import type { ObservabilitySettings } from "./settings";

export interface ObservabilityProps extends AzureComponentProps, ObservabilitySettings, MonitoredComponents {}

/** Severity of an alarm in the portal: 1, an error. */
const SEVERITY = 1;

/**
 * Alarms along the path of a SQL call (gateway, servers, database), the action group that they notify, a log of the gateway's calls, and a
 * budget. Each alarm also notifies when it is resolved. The operations guide describes what to do, under the alarm's name.
 * @see https://learn.microsoft.com/en-us/azure/azure-monitor/alerts/alerts-types
 */
export class Observability extends Construct {
  /** Whether these settings create any resource. */
  public static isWanted(props: ObservabilityProps): boolean {
    const settings = resolveObservability(props, props.size);
    return (settings.requestLog && props.gateway !== undefined) || hasNotifications(settings);
  }

  /** The action group that alarms notify; undefined without alarms and budget. */
  public readonly actionGroupId?: string;
  /** Names of the alarms. */
  public readonly alarmNames: string[];

  /** @throws ValidationError for an invalid address, threshold or budget */
  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(OBSERVABILITY), props.size);
    const settings = resolveObservability(props, props.size);
    const { gateway, servers } = props;
    const { budget } = settings;
    this.actionGroupId = this.actionGroup(props, settings);
    this.alarmNames = settings.alarms
      ? alarmsOf(props, settings.thresholds).map((alarm) => this.alarm(props, alarm))
      : [];
    if (settings.alarms) this.databaseLog(props);
    if (settings.requestLog && gateway !== undefined)
      new RequestLog(this, "RequestLog", {
        ...component(props),
        gateway,
        logAnalyticsWorkspaceId: servers?.logAnalyticsWorkspaceId,
      });
    if (budget !== undefined && this.actionGroupId !== undefined)
      new MonthlyBudget(this, "Budget", { ...component(props), ...budget, actionGroupId: this.actionGroupId });
  }

  private actionGroup(props: ObservabilityProps, settings: ResolvedObservability): string | undefined {
    if (!hasNotifications(settings)) return undefined;
    const { emails, actionGroupId } = settings;
    if (actionGroupId !== undefined) return actionGroupId;
    return new AlarmActionGroup(this, "ActionGroup", { ...component(props), emails }).actionGroupId;
  }

  private alarm({ prefix, resourceGroup, tags }: ObservabilityProps, alarm: Alarm): string {
    const { dimension } = alarm;
    const name = `${prefix}-${alarm.name}`;
    const { MonitorMetricAlert } = OptionalBindings.monitorMetricAlert();
    new MonitorMetricAlert(this, alarm.id, {
      name,
      description: `${alarm.meaning}. What to do: ${OPERATIONS_GUIDE}, ${alarm.name}`,
      resourceGroupName: resourceGroup.resourceGroupName,
      scopes: [alarm.scope],
      severity: SEVERITY,
      frequency: "PT5M",
      windowSize: `PT${alarm.minutes}M`,
      criteria: [
        {
          metricNamespace: alarm.namespace,
          metricName: alarm.metric,
          aggregation: alarm.aggregation,
          operator: alarm.comparison,
          threshold: alarm.threshold,
          dimension: dimension && [{ name: dimension.name, operator: "Include", values: [...dimension.values] }],
          // A new resource has no metrics for some minutes, and Azure would refuse the alarm.
          skipMetricValidation: true,
        },
      ],
      action: this.actionGroupId === undefined ? undefined : [{ actionGroupId: this.actionGroupId }],
      tags,
    });
    return name;
  }

  /** Slow statements and refused connections, beside the servers' logs. */
  private databaseLog({ prefix, servers, database }: ObservabilityProps): void {
    if (servers === undefined || database === undefined) return;
    const { MonitorDiagnosticSetting } = OptionalBindings.monitorDiagnosticSetting();
    new MonitorDiagnosticSetting(this, "DatabaseLog", {
      name: `${prefix}-database-log`,
      targetResourceId: database.serverId,
      logAnalyticsWorkspaceId: servers.logAnalyticsWorkspaceId,
      enabledLog: [{ category: "PostgreSQLLogs" }],
    });
  }
}

function component({ prefix, size, resourceGroup, tags }: AzureComponentProps): AzureComponentProps {
  return { prefix, size, resourceGroup, tags };
}
