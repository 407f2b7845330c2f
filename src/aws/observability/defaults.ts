import type { Size } from "../../core";
import { AwsSizes } from "../sizes";
import type { AlarmThresholds, ObservabilitySettings } from "./settings";

/** Alarm thresholds with every default; internal to the package. */
export type ResolvedThresholds = Required<AlarmThresholds>;

/** Observability settings with every default; internal to the package. */
export interface ResolvedObservability extends ObservabilitySettings {
  readonly alarms: boolean;
  readonly dashboard: boolean;
  readonly emails: string[];
  readonly thresholds: ResolvedThresholds;
}

export function resolveObservability(given: ObservabilitySettings, size: Size): ResolvedObservability {
  const defaults = AwsSizes.defaults(size);
  const own = given.thresholds ?? {};
  const alarms = given.alarms ?? defaults.observability;
  return {
    ...given,
    alarms,
    dashboard: given.dashboard ?? alarms,
    emails: given.emails ?? [],
    thresholds: {
      gatewayErrors: own.gatewayErrors ?? 5,
      gatewayRejections: own.gatewayRejections ?? 20,
      latencySeconds: own.latencySeconds ?? defaults.alarmLatencySeconds,
      databaseCpuPercent: own.databaseCpuPercent ?? 80,
      databaseConnections: own.databaseConnections ?? defaults.alarmDatabaseConnections,
      databaseFreeStorageGib: own.databaseFreeStorageGib ?? defaults.alarmDatabaseFreeStorageGib,
    },
  };
}
