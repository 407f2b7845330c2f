import { OperationGroup } from "../mlflow";
import { groupsOf } from "../mlflow/functions/defaults";
import type { SnowflakeSettings } from "./settings";

/** Groups of MLflow's operations that the platform's functions address: the proxy passes no others. */
export function operationGroups(given: SnowflakeSettings = {}): OperationGroup[] {
  // The functions of kedro-snowflake log runs.
  return [...new Set([OperationGroup.TRACKING, ...groupsOf(given)])];
}
