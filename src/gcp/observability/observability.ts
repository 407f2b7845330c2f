import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import { hasNotifications } from "../../platform/observability";
import { alertPolicy } from "../alert-policy";
import type { GcpComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { GcpProject } from "../project";
import { alarmsOf } from "./alarms";
import { MonthlyBudget } from "./budget";
import { AlarmChannels } from "./channels";
import { OBSERVABILITY } from "./checks";
import { DEFAULT_LOG_RETENTION_DAYS, resolveObservability, type ResolvedObservability } from "./defaults";
import type { MonitoredComponents } from "./interface";
import { RequestLog } from "./request-log";
import type { ObservabilitySettings } from "./settings";

export interface ObservabilityProps extends GcpComponentProps, ObservabilitySettings, MonitoredComponents {}

/**
 * Alarms along the path of a SQL call (gateway, servers, database), the channels that they notify, a log of the calls, and a budget. Each
 * alarm also notifies when it is resolved. The operations guide describes what to do, under the alarm's name.
 * @see https://cloud.google.com/monitoring/alerts
 */
export class Observability extends Construct {
  /** Whether these settings create any resource. */
  public static isWanted(props: ObservabilityProps): boolean {
    const settings = resolveObservability(props, props.size);
    return hasLog(props, settings) || hasNotifications(settings);
  }

  /** Names of the channels that alarms and the budget notify. */
  public readonly notificationChannels: string[];
  /** Names of the alarms. */
  public readonly alarmNames: string[];

  /** @throws ValidationError for an invalid address, channel, threshold or budget */
  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(OBSERVABILITY), props.size);
    const settings = resolveObservability(props, props.size);
    const { gateway, servers } = props;
    const { emails, notificationChannels, budget } = settings;
    this.notificationChannels = hasNotifications(settings)
      ? new AlarmChannels(this, "Channels", { ...component(props), emails, notificationChannels }).names
      : [];
    this.alarmNames = settings.alarms
      ? alarmsOf(props, settings.thresholds).map((alarm) =>
          alertPolicy(this, alarm, {
            ...{ prefix: props.prefix, tags: props.tags, notificationChannels: this.notificationChannels },
            dependsOn: dependenciesFor(this, props.services?.dependencies),
          }),
        )
      : [];
    // Log and budget share it.
    if (hasLog(props, settings) || budget !== undefined) GcpProject.of(this);
    if (hasLog(props, settings))
      new RequestLog(this, "RequestLog", {
        ...component(props),
        gateway,
        servers,
        retentionDays: settings.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS,
      });
    if (budget !== undefined)
      new MonthlyBudget(this, "Budget", { ...component(props), ...budget, channels: this.notificationChannels });
  }
}

/** Whether there is something to log. */
function hasLog({ gateway, servers }: MonitoredComponents, { requestLog }: ResolvedObservability): boolean {
  return requestLog && (gateway ?? servers) !== undefined;
}

function component({ prefix, size, region, services, tags }: GcpComponentProps): GcpComponentProps {
  return { prefix, size, region, services, tags };
}
