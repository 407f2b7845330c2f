import { Sizes, type Size } from "../../core";
import { AwsSizes } from "../sizes";

/** Settings of access logs. */
export interface AccessLogSettings {
  /** Access logs of the artifacts' bucket and of the load balancers. The gateway's are a setting of the gateway. @default - false in dev, true in prod */
  readonly enabled?: boolean;
  /** Days that they are kept. @default - as the servers' logs by default: 14 in dev, 90 in prod */
  readonly retentionDays?: number;
}

/** Access log settings with every default; internal to the package. */
export interface ResolvedAccessLogs extends AccessLogSettings {
  readonly enabled: boolean;
  readonly retentionDays: number;
}

export function resolveAccessLogs(given: AccessLogSettings, size: Size): ResolvedAccessLogs {
  return {
    enabled: given.enabled ?? AwsSizes.defaults(size).accessLogs,
    retentionDays: given.retentionDays ?? Sizes.defaults(size).logRetentionDays,
  };
}
