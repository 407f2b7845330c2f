import { Sizes, type Size } from "../../core";
import type { INetwork } from "../network/interface";
import { GatewayTier, type GatewaySettings } from "./settings";

/**
 * Seconds after which the gateway gives up, unless the settings say otherwise: the documented limit of GatewayTier.CONSUMPTION. Both tiers
 * have the same default, so that Snowflake sees a slow server in the same way.
 * @see https://learn.microsoft.com/en-us/azure/api-management/api-management-features
 */
export const DEFAULT_TIMEOUT_SECONDS = 30;

/** Longest timeout of each tier. Consumption's is the documented one; longer calls were reported to pass. */
export const MAX_TIMEOUT_SECONDS: Readonly<Record<GatewayTier, number>> = {
  [GatewayTier.CONSUMPTION]: 30,
  [GatewayTier.STANDARD_V2]: 60,
};

/** Longest timeout of any tier. */
export const LONGEST_TIMEOUT_SECONDS = Math.max(...Object.values(MAX_TIMEOUT_SECONDS));

/** Gateway settings and the network that the tier's default depends on; internal to the package. */
export interface GatewayInNetwork extends GatewaySettings {
  readonly network?: INetwork;
}

/** Gateway settings with every default; internal to the package. */
export interface ResolvedGateway extends GatewaySettings {
  readonly tier: GatewayTier;
  readonly units: number;
  readonly requestBurst: number;
  readonly apiPath: string;
  readonly timeoutSeconds: number;
  readonly publisherEmail: string;
  readonly publisherName: string;
}

/** The tier of a gateway: the one that is set, or the cheapest that reaches the servers. */
export function resolveTier({ tier }: GatewaySettings, inNetwork: boolean): GatewayTier {
  return tier ?? (inNetwork ? GatewayTier.STANDARD_V2 : GatewayTier.CONSUMPTION);
}

export function resolveGateway(given: GatewayInNetwork, size: Size): ResolvedGateway {
  return {
    ...given,
    tier: resolveTier(given, given.network !== undefined),
    units: given.units ?? 1,
    requestBurst: given.requestBurst ?? Sizes.defaults(size).requestBurst,
    apiPath: given.apiPath ?? "mlflow",
    timeoutSeconds: given.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
    publisherEmail: given.publisherEmail ?? "mlops@example.com",
    publisherName: given.publisherName ?? "MLOps platform",
  };
}
