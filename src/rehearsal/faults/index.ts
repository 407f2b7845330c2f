export { converge, NotConverging, type Converged, type Converging } from "./converge";
export { FaultInjector, INJECTED, type Wave } from "./injector";
export { rehearseFaults, type FaultsOptions } from "./run";
export { FaultStory, newFaultsReport, type FaultsReport, type FaultStoryOptions, type WaveReport } from "./scenario";
