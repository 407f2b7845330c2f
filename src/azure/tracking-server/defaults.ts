import { Sizes, type Size } from "../../core";
import { AzureSizes } from "../sizes";
import type { ServerSettings } from "./settings";

/** Container Apps offers no other memory with a number of vCPU. */
export const MEMORY_MIB_PER_VCPU = 2048;

/** Server settings with every default; internal to the package. */
export interface ResolvedServer extends ServerSettings {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly vcpu: number;
  readonly memoryMib: number;
  readonly workers: number;
  readonly zoneRedundant: boolean;
  readonly startupGraceSeconds: number;
  readonly logRetentionDays: number;
}

export function resolveServer(given: ServerSettings, size: Size): ResolvedServer {
  const { workers, startupGraceSeconds } = Sizes.defaults(size);
  const defaults = AzureSizes.defaults(size);
  const vcpu = given.vcpu ?? defaults.vcpu;
  const minReplicas = given.minReplicas ?? defaults.minReplicas;
  return {
    ...given,
    minReplicas,
    maxReplicas: given.maxReplicas ?? Math.max(defaults.maxReplicas, minReplicas),
    vcpu,
    memoryMib: given.memoryMib ?? vcpu * MEMORY_MIB_PER_VCPU,
    workers: given.workers ?? workers,
    zoneRedundant: given.zoneRedundant ?? defaults.zoneRedundant,
    startupGraceSeconds: given.startupGraceSeconds ?? startupGraceSeconds,
    logRetentionDays: given.logRetentionDays ?? defaults.logRetentionDays,
  };
}
