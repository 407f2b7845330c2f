import { StateLock, type StateBackendSettings } from "./settings";

/** State backend settings with every default; internal to the package. */
export interface ResolvedStateBackend extends StateBackendSettings {
  readonly lock: StateLock;
  readonly noncurrentVersionDays: number;
  readonly protection: boolean;
}

export function resolveStateBackend(given: StateBackendSettings): ResolvedStateBackend {
  return {
    ...given,
    lock: given.lock ?? StateLock.FILE,
    noncurrentVersionDays: given.noncurrentVersionDays ?? 90,
    protection: given.protection ?? true,
  };
}
