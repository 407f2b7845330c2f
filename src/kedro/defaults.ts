import { CopySchedule } from "./copy-schedule";
import { ModelStage, type KedroWorkspaceProps } from "./settings";

/** Defaults of the files of kedro-snowflake. */
export const KEDRO_DEFAULTS = { modelStageName: "MLFLOW_STAGE", experimentName: "Default" };

/** Props of the workspace with every default; internal to the package. */
export interface ResolvedKedro extends KedroWorkspaceProps {
  readonly modelStage: ModelStage;
  readonly modelStageName: string;
  readonly copySchedule: CopySchedule;
  readonly users: string[];
  readonly experimentName: string;
}

export function resolveKedro(given: KedroWorkspaceProps): ResolvedKedro {
  return {
    ...given,
    modelStage: given.modelStage ?? ModelStage.INTERNAL,
    modelStageName: given.modelStageName ?? KEDRO_DEFAULTS.modelStageName,
    copySchedule: given.copySchedule ?? defaultSchedule(),
    users: given.users ?? [],
    experimentName: given.experimentName ?? KEDRO_DEFAULTS.experimentName,
  };
}

/** Once a day: each run copies every file again. */
export function defaultSchedule(): CopySchedule {
  return CopySchedule.everyMinutes(24 * 60);
}
