import type { GatewaySettings } from "./settings";

/**
 * Seconds after which the gateway gives up, unless the settings say otherwise. API Gateway's own default of 15 s is too short for a server
 * that starts.
 */
export const DEFAULT_TIMEOUT_SECONDS = 60;
/** Longest timeout of a gateway. */
export const MAX_TIMEOUT_SECONDS = 300;

/** Gateway settings and the region that their default depends on; internal to the package. */
export interface GatewayInRegion extends GatewaySettings {
  readonly prefix: string;
  /** Region of the platform. */
  readonly region: string;
}

/** Gateway settings with every default; internal to the package. */
export interface ResolvedGateway extends GatewaySettings {
  readonly gatewayRegion: string;
  readonly timeoutSeconds: number;
  readonly serviceAccountId: string;
}

export function resolveGateway(given: GatewayInRegion): GatewayInRegion & ResolvedGateway {
  return {
    ...given,
    gatewayRegion: given.gatewayRegion ?? given.region,
    timeoutSeconds: given.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
    serviceAccountId: given.serviceAccountId ?? `${given.prefix}-gateway`,
  };
}
