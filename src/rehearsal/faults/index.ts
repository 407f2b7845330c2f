export { converge, NotConverging, type Converged, type Converging } from "./converge";
export { FaultInjector, INJECTED, type Wave } from "./injector";
export { rehearseFaults, type FaultsOptions } from "./run";
export {
  FaultScenario,
  newFaultsReport,
  type FaultsReport,
  type FaultScenarioOptions,
  type WaveReport,
} from "./scenario";
