import type { NetworkSettings } from "./settings";

/** Block of a network that is given none. */
export const DEFAULT_CIDR = "10.40.0.0/24";

/** Network settings with every default; internal to the package. */
export interface ResolvedNetwork extends NetworkSettings {
  readonly cidr: string;
}

export function resolveNetwork(given: NetworkSettings): ResolvedNetwork {
  return { ...given, cidr: given.cidr ?? DEFAULT_CIDR };
}
