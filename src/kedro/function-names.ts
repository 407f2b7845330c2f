/**
 * The functions that kedro-snowflake calls, by their names. It writes them without quotes, so that they are upper-case in Snowflake.
 * @see https://github.com/getindata/kedro-snowflake/blob/develop/docs/source/06_mlflow.md
 */
export class KedroFunctionNames {
  /** Finds an experiment: `(NAME VARCHAR)`. */
  public static readonly EXPERIMENT_GET_BY_NAME: string = "MLFLOW_EXPERIMENT_GET_BY_NAME";
  /** Begins a run: `(EXPERIMENT_ID VARCHAR)`. */
  public static readonly RUN_CREATE: string = "MLFLOW_RUN_CREATE";
  /** Ends a run: `(RUN_ID VARCHAR, STATUS VARCHAR)`. */
  public static readonly RUN_UPDATE: string = "MLFLOW_RUN_UPDATE";
  /** Logs a metric: `(RUN_ID VARCHAR, KEY VARCHAR, VALUE FLOAT)`. */
  public static readonly RUN_LOG_METRIC: string = "MLFLOW_RUN_LOG_METRIC";
  /** Logs a parameter: `(RUN_ID VARCHAR, KEY VARCHAR, VALUE VARCHAR)`. */
  public static readonly RUN_LOG_PARAMETER: string = "MLFLOW_RUN_LOG_PARAMETER";

  /** All five. */
  public static readonly ALL: string[] = [
    KedroFunctionNames.EXPERIMENT_GET_BY_NAME,
    KedroFunctionNames.RUN_CREATE,
    KedroFunctionNames.RUN_UPDATE,
    KedroFunctionNames.RUN_LOG_METRIC,
    KedroFunctionNames.RUN_LOG_PARAMETER,
  ];
}
