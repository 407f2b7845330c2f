import type { Size } from "../../core";
import { AzureSizes } from "../sizes";
import type { AlarmThresholds, ObservabilitySettings } from "./settings";

/** Alarm thresholds with every default; internal to the package. */
export type ResolvedThresholds = Required<AlarmThresholds>;

/** Observability settings with every default; internal to the package. */
export interface ResolvedObservability extends ObservabilitySettings {
  readonly alarms: boolean;
  readonly requestLog: boolean;
  readonly emails: string[];
  readonly thresholds: ResolvedThresholds;
}

export function resolveObservability(given: ObservabilitySettings, size: Size): ResolvedObservability {
  const defaults = AzureSizes.defaults(size);
  const own = given.thresholds ?? {};
  const alarms = given.alarms ?? defaults.observability;
  return {
    ...given,
    alarms,
    requestLog: given.requestLog ?? alarms,
    emails: given.emails ?? [],
    thresholds: {
      gatewayErrors: own.gatewayErrors ?? 5,
      gatewayRejections: own.gatewayRejections ?? 20,
      latencySeconds: own.latencySeconds ?? defaults.alarmLatencySeconds,
      databaseCpuPercent: own.databaseCpuPercent ?? 80,
      databaseConnections: own.databaseConnections ?? defaults.alarmDatabaseConnections,
      databaseStoragePercent: own.databaseStoragePercent ?? 85,
    },
  };
}
