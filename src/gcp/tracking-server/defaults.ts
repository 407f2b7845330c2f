import { Sizes, type Size } from "../../core";
import { mostWorkers, WORKER_MIB } from "../../platform/worker-memory";
import { GcpSizes } from "../sizes";
import type { ServerSettings } from "./settings";

/** Longest that Cloud Run waits for a container's start. https://cloud.google.com/run/docs/configuring/healthchecks */
export const MAX_STARTUP_SECONDS = 240;

/** Most instances of a service. */
export const MAX_INSTANCES = 100;

/** Workers that fit in MLflow's memory beside its parent process. */
export function mostWorkersInMemory(memoryMib: number): number {
  return mostWorkers({ memoryMib, baseMib: WORKER_MIB });
}

/** Server settings with every default that depends on no other component; internal to the package. */
export interface ResolvedServer extends ServerSettings {
  readonly minInstances: number;
  readonly maxInstances: number;
  readonly vcpu: number;
  readonly memoryMib: number;
  readonly workers: number;
  readonly startupGraceSeconds: number;
}

export function resolveServer(given: ServerSettings, size: Size): ResolvedServer {
  const defaults = GcpSizes.defaults(size);
  const minInstances = given.minInstances ?? defaults.minInstances;
  return {
    ...given,
    minInstances,
    maxInstances: given.maxInstances ?? Math.max(defaults.maxInstances, minInstances),
    vcpu: given.vcpu ?? defaults.vcpu,
    memoryMib: given.memoryMib ?? defaults.memoryMib,
    workers: given.workers ?? Sizes.defaults(size).workers,
    startupGraceSeconds: given.startupGraceSeconds ?? MAX_STARTUP_SECONDS,
  };
}
