import { Sizes, type Size } from "../../core";
import { GatewayAccessLog, type GatewaySettings } from "./settings";

/** API Gateway's own limit; a regional API's can be raised by quota. */
export const MAX_TIMEOUT_SECONDS = 29;

/** Gateway settings with every default; internal to the package. */
export interface ResolvedGateway extends GatewaySettings {
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  readonly stageName: string;
  readonly timeoutSeconds: number;
  readonly allowedRoleArns: string[];
  readonly accessLog: GatewayAccessLog;
}

export function resolveGateway(given: GatewaySettings, size: Size): ResolvedGateway {
  const defaults = Sizes.defaults(size);
  return {
    ...given,
    requestsPerSecond: given.requestsPerSecond ?? defaults.requestsPerSecond,
    requestBurst: given.requestBurst ?? defaults.requestBurst,
    stageName: given.stageName ?? "v1",
    timeoutSeconds: given.timeoutSeconds ?? MAX_TIMEOUT_SECONDS,
    allowedRoleArns: given.allowedRoleArns ?? [],
    accessLog: given.accessLog ?? GatewayAccessLog.NONE,
  };
}
