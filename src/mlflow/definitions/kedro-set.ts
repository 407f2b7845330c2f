import { SqlType } from "../../snowflake";
import { Catalogue } from "../catalogue/catalogue";
import type { ArgumentDefinition, FunctionDefinition } from "./definition";
import { ErrorMode } from "./error-mode";

function argument(name: string, type: SqlType, field = name.toLowerCase()): ArgumentDefinition {
  return { name, type, field, required: true };
}

function define(
  id: string,
  rpc: string,
  args: ArgumentDefinition[],
  comment: string,
  constants: Record<string, string | number> = {},
): FunctionDefinition {
  return {
    name: `MLFLOW_${id.replace(/(?<=[a-z])([A-Z])/g, "_$1").toUpperCase()}`,
    id,
    operation: Catalogue.operation(rpc),
    arguments: args,
    options: [],
    ownOptions: [],
    constants,
    errors: ErrorMode.FAIL,
    refusesNan: true,
    comment,
  };
}

/**
 * The functions that kedro-snowflake calls, with the names and arguments that it uses. Ids are VARCHAR: kedro writes an experiment's id
 * as a bare number, which Snowflake converts to text exactly; a NUMBER would be converted to a JavaScript double.
 * @see https://github.com/getindata/kedro-snowflake
 */
export const KEDRO_SET = {
  experimentGetByName: define(
    "ExperimentGetByName",
    "searchExperiments",
    [{ ...argument("NAME", SqlType.VARCHAR, "filter"), asNameFilter: true }],
    "Finds an MLflow experiment by its name: body.experiments[0].experiment_id is its id.",
    { max_results: 1 },
  ),
  runCreate: define(
    "RunCreate",
    "createRun",
    [argument("EXPERIMENT_ID", SqlType.VARCHAR)],
    "Starts an MLflow run: body.run.info.run_id is its id. A request that Snowflake repeats starts another run.",
  ),
  runUpdate: define(
    "RunUpdate",
    "updateRun",
    [argument("RUN_ID", SqlType.VARCHAR), argument("STATUS", SqlType.VARCHAR)],
    "Sets the status of an MLflow run: RUNNING, SCHEDULED, FINISHED, FAILED or KILLED; the last three end it now.",
  ),
  runLogMetric: define(
    "RunLogMetric",
    "logMetric",
    [argument("RUN_ID", SqlType.VARCHAR), argument("KEY", SqlType.VARCHAR), argument("VALUE", SqlType.FLOAT)],
    "Logs a metric of an MLflow run with the time of the statement.",
  ),
  runLogParameter: define(
    "RunLogParameter",
    "logParam",
    [argument("RUN_ID", SqlType.VARCHAR), argument("KEY", SqlType.VARCHAR), argument("VALUE", SqlType.VARCHAR)],
    "Logs a parameter of an MLflow run. A parameter keeps its first value: another one is an error.",
  ),
};
