import type { OperationGroup } from "../mlflow";
import { KEDRO_SET } from "../mlflow/definitions/kedro-set";
import { groupsOf } from "../mlflow/functions/defaults";
import type { SnowflakeSettings } from "./settings";

/** Beginning of the names of what holds the states and of what pipelines sign in with. */
export const DEFAULT_PREFIX = "mlops";

/** The operations of MLflow that the platform's functions address: the proxy passes no others. */
export function offeredOperations(given: SnowflakeSettings = {}): { groups: OperationGroup[]; operations: string[] } {
  // Those of kedro-snowflake's functions are needed whatever the groups are.
  return { groups: groupsOf(given), operations: Object.values(KEDRO_SET).map(({ operation }) => operation.rpc) };
}
