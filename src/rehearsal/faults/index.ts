export { converge, NotConverging, type Converged, type Converging } from "./converge";
export { FaultInjector, INJECTED, type Wave } from "./injector";
export { rehearseFaults, type FaultsOptions } from "./run";
export type { FaultsReport, WaveReport } from "./story";
