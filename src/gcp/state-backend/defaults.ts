import type { StateBackendSettings } from "./settings";

/** State backend settings with every default; internal to the package. */
export interface ResolvedStateBackend extends StateBackendSettings {
  readonly noncurrentVersionDays: number;
  readonly writers: string[];
  readonly protection: boolean;
}

export function resolveStateBackend(given: StateBackendSettings): ResolvedStateBackend {
  return {
    ...given,
    noncurrentVersionDays: given.noncurrentVersionDays ?? 90,
    writers: given.writers ?? [],
    protection: given.protection ?? true,
  };
}
