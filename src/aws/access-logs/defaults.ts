import { Sizes, type Size } from "../../core";
import { AwsSizes } from "../sizes";
import type { AccessLogSettings } from "./settings";

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

/** Where the logs of each service begin in the bucket; the load balancers' prefix takes no slash at its end. */
export const ACCESS_LOG_PREFIXES = { s3: "s3/", loadBalancer: "load-balancer" };
