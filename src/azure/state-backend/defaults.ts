import type { StateBackendSettings } from "./settings";

/** Name of the states' container. */
export const DEFAULT_CONTAINER = "tfstate";

/** State backend settings with every default; internal to the package. */
export interface ResolvedStateBackend extends StateBackendSettings {
  readonly noncurrentVersionDays: number;
  readonly zoneRedundant: boolean;
  readonly protection: boolean;
}

export function resolveStateBackend(given: StateBackendSettings): ResolvedStateBackend {
  return {
    ...given,
    noncurrentVersionDays: given.noncurrentVersionDays ?? 90,
    zoneRedundant: given.zoneRedundant ?? true,
    protection: given.protection ?? true,
  };
}
