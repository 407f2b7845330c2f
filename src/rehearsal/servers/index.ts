import type { AppliedState } from "../state";
import { awsContainers } from "../clouds/aws/containers";
import { ContainerError, type ContainerDefinition } from "./container";

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
export { trainModel, verifyRun } from "./python-scripts";
export type { ExpectedRun, TrainedModel, TrainModelOptions, VerifiedRun, VerifyRunOptions } from "./python-scripts";

/**
 * The containers of the tracking server that was applied, with their secrets filled in.
 * @throws ContainerError when the state holds none, or one that a local process cannot stand for
 */
export function containersFrom(state: AppliedState): ContainerDefinition[] {
  if (state.all("aws_ecs_service").length > 0) return awsContainers(state);
  throw new ContainerError("state", "it holds no service whose containers could be started (aws_ecs_service)");
}
