import type { Size } from "../../core";
import type { DatabaseMetrics } from "../backend-store/interface";
import { GcpSizes } from "../sizes";
import type { AlarmThresholds, ObservabilitySettings } from "./settings";

/** Alarm thresholds with every default but that of the connections, which the database's own limit gives; internal to the package. */
export type ResolvedThresholds = AlarmThresholds & Required<Omit<AlarmThresholds, "databaseConnections">>;

/** Three quarters of the connections that a database takes. */
export function defaultConnections({ connectionLimit }: DatabaseMetrics): number {
  return Math.round(connectionLimit * 0.75);
}

/** Observability settings with every default; internal to the package. */
export interface ResolvedObservability extends ObservabilitySettings {
  readonly alarms: boolean;
  readonly requestLog: boolean;
  readonly emails: string[];
  readonly notificationChannels: string[];
  readonly thresholds: ResolvedThresholds;
}

/** Days that the platform's log bucket keeps entries; a default is no reason to check `logRetentionDays` without a log. */
export const DEFAULT_LOG_RETENTION_DAYS = 90;

export function resolveObservability(given: ObservabilitySettings, size: Size): ResolvedObservability {
  const defaults = GcpSizes.defaults(size);
  const own = given.thresholds ?? {};
  const alarms = given.alarms ?? defaults.observability;
  return {
    ...given,
    alarms,
    requestLog: given.requestLog ?? alarms,
    emails: given.emails ?? [],
    notificationChannels: given.notificationChannels ?? [],
    thresholds: {
      gatewayErrors: own.gatewayErrors ?? 5,
      gatewayRejections: own.gatewayRejections ?? 20,
      latencySeconds: own.latencySeconds ?? defaults.alarmLatencySeconds,
      databaseCpuPercent: own.databaseCpuPercent ?? 80,
      databaseConnections: own.databaseConnections,
      databaseStoragePercent: own.databaseStoragePercent ?? 85,
    },
  };
}
