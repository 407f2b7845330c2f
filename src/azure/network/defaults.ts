import type { Size } from "../../core";
import { AzureSizes } from "../sizes";
import type { NetworkAccess, NetworkSettings } from "./settings";

/** Block of a virtual network that is given none. */
export const DEFAULT_CIDR = "10.40.0.0/16";

/** Network settings with every default; internal to the package. */
export interface ResolvedNetwork extends NetworkSettings {
  readonly access: NetworkAccess;
  readonly cidr: string;
}

/** Completes network settings by the defaults of a size. */
export function resolveNetwork(given: NetworkSettings, size: Size): ResolvedNetwork {
  return {
    ...given,
    access: given.access ?? AzureSizes.defaults(size).network,
    cidr: given.cidr ?? DEFAULT_CIDR,
  };
}
