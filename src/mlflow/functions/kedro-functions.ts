import { Construct, type IConstruct } from "constructs";
import type { ExternalFunction, IRole } from "../../snowflake";
import type { FunctionDefinition } from "../definitions/definition";
import { makeExternalFunction, responseTranslatorOf, sqlFunction } from "./function-set";
import type { FunctionSetProps } from "./settings";
import { KEDRO_SET } from "../definitions/kedro-set";

/** The five functions that kedro-snowflake calls. */
export interface IKedroFunctions extends IConstruct {
  /** `MLFLOW_EXPERIMENT_GET_BY_NAME(NAME)` */
  readonly experimentGetByName: ExternalFunction;
  /** `MLFLOW_RUN_CREATE(EXPERIMENT_ID)` */
  readonly runCreate: ExternalFunction;
  /** `MLFLOW_RUN_UPDATE(RUN_ID, STATUS)` */
  readonly runUpdate: ExternalFunction;
  /** `MLFLOW_RUN_LOG_METRIC(RUN_ID, KEY, VALUE)` */
  readonly runLogMetric: ExternalFunction;
  /** `MLFLOW_RUN_LOG_PARAMETER(RUN_ID, KEY, VALUE)` */
  readonly runLogParameter: ExternalFunction;
  /** All five. */
  readonly functions: ExternalFunction[];
  /** Allows a role to call all five. */
  grantUsage(role: IRole): void;
}

/**
 * The five SQL functions that kedro-snowflake calls, each `{"body": <MLflow's answer>}`.
 *
 * An MLflow error always fails the statement: kedro would read NULL as a run's ID. A metric gets the time of its statement, and a run
 * carries the Snowflake user, role and session as tags.
 * @see https://github.com/getindata/kedro-snowflake
 */
export class KedroFunctions extends Construct implements IKedroFunctions {
  /** Names of the five, as kedro-snowflake has them by default. */
  public static readonly NAMES: string[] = Object.values(KEDRO_SET).map((definition) => definition.name);

  public readonly experimentGetByName: ExternalFunction;
  public readonly runCreate: ExternalFunction;
  public readonly runUpdate: ExternalFunction;
  public readonly runLogMetric: ExternalFunction;
  public readonly runLogParameter: ExternalFunction;
  public readonly functions: ExternalFunction[];

  constructor(scope: Construct, id: string, props: FunctionSetProps) {
    super(scope, id);
    const response = responseTranslatorOf(this, props, "MLFLOW_KEDRO_RESPONSE");
    const make = (definition: FunctionDefinition): ExternalFunction =>
      makeExternalFunction(this, props, response, sqlFunction(props, definition));
    this.experimentGetByName = make(KEDRO_SET.experimentGetByName);
    this.runCreate = make(KEDRO_SET.runCreate);
    this.runUpdate = make(KEDRO_SET.runUpdate);
    this.runLogMetric = make(KEDRO_SET.runLogMetric);
    this.runLogParameter = make(KEDRO_SET.runLogParameter);
    this.functions = [
      this.experimentGetByName,
      this.runCreate,
      this.runUpdate,
      this.runLogMetric,
      this.runLogParameter,
    ];
  }

  public grantUsage(role: IRole): void {
    for (const each of this.functions) each.grantUsage(role);
  }
}
