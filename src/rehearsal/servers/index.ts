export { cacheFolder, withLock } from "./cache";
export { ContainerError, environmentOf } from "./container";
export type { ContainerDefinition, ContainerDependency } from "./container";
export { startContainers } from "./containers";
export type { RunningContainer, RunningContainers, StartContainersOptions } from "./containers";
export { assertOnlyAllowedDifferences } from "./differences";
export type { Difference, Launch } from "./differences";
export { startPostgres } from "./postgres";
export type { Database, DatabaseRequest, Postgres, PostgresOptions } from "./postgres";
export { PostgresUnavailable } from "./postgres-binaries";
export type { ImageStandIn } from "./programs";
export { findPython, pythonEnvironment, PythonUnavailable } from "./python";
export type { Interpreter, PythonEnvironment, PythonEnvironmentOptions } from "./python";
export { predictLocally, trainModel, verifyRun } from "./python-scripts";
export type {
  ExpectedRun,
  LocalPredictions,
  TrainedModel,
  TrainModelOptions,
  VerifiedRun,
  VerifyRunOptions,
} from "./python-scripts";
export { ScoringServer } from "./scoring-server";
export type { ScoringServerOptions } from "./scoring-server";
export { ModelServers } from "./model-servers";
export type { ModelServersOptions, ModelToServe } from "./model-servers";
export { ModelIngresses } from "./model-ingresses";
export type { ModelIngressesOptions } from "./model-ingresses";
