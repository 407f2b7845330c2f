import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import type { ExternalFunction, IRole, Procedure, Translator } from "../../snowflake";
import { OperationLevel } from "../catalogue/types";
import { makeCallFunction } from "./call-function";
import type { FunctionDefinition } from "../definitions/definition";
import { FUNCTIONS } from "./checks";
import { makeExternalFunction, responseTranslatorOf, sqlFunction } from "./function-set";
import { errorsOf, groupsOf } from "./defaults";
import type { MlflowFunctionsProps } from "./settings";
import { restSet } from "../definitions/rest-set";
import { makeGetOrCreateRun, makeListAll } from "../procedures/procedures";

const UP_TO: Record<OperationLevel, OperationLevel[]> = {
  [OperationLevel.READ]: [OperationLevel.READ],
  [OperationLevel.WRITE]: [OperationLevel.READ, OperationLevel.WRITE],
  [OperationLevel.ADMIN]: [OperationLevel.READ, OperationLevel.WRITE, OperationLevel.ADMIN],
};

/**
 * MLflow's REST API as SQL functions, one for each operation, named after its path: `MLFLOW_RUNS_LOG_BATCH`.
 *
 * Required fields are arguments in MLflow's order; everything optional goes into a last argument `OPTIONS OBJECT`.
 * @see https://mlflow.org/docs/latest/api_reference/rest-api.html
 */
export class MlflowFunctions extends Construct {
  /** All functions: one for each operation, and `call`. */
  public readonly functions: ExternalFunction[];
  /**
   * `MLFLOW_CALL(METHOD, PATH, REQUEST, IDEMPOTENCY_KEY)`: every operation of the chosen groups as MLflow's own client addresses it. For
   * clients; errors are always returned as `{"http_status": n, "body": {...}}`.
   */
  public readonly call: ExternalFunction;
  /** The response translator, for other sets in the same workspace. */
  public readonly responseTranslator: Translator;
  /**
   * `MLFLOW_RUN_GET_OR_CREATE(EXPERIMENT_ID, TOKEN, OPTIONS)`: the run with a caller's token as its tag; undefined without the tracking
   * group.
   */
  public readonly runGetOrCreate?: Procedure;
  /** `MLFLOW_LIST_ALL(FUNCTION_NAME, ARGUMENTS)`: all pages of a list as one response; undefined if no function returns pages. */
  public readonly listAll?: Procedure;
  private readonly definitions: FunctionDefinition[];

  /** @throws ValidationError when no group is chosen */
  constructor(scope: Construct, id: string, props: MlflowFunctionsProps) {
    super(scope, id);
    checkOnce(this, props, FUNCTIONS);
    const groups = groupsOf(props);

    const response = responseTranslatorOf(this, props, "MLFLOW_RESPONSE");
    this.responseTranslator = response;
    this.definitions = restSet(groups, errorsOf(props));
    this.functions = [];
    // A loop and not map: CDKTF records the whole call stack of each of the hundreds of resources, several times.
    for (const definition of this.definitions)
      this.functions.push(makeExternalFunction(this, props, response, sqlFunction(props, definition)));
    this.call = makeCallFunction(this, props, groups, response);
    this.functions.push(this.call);
    this.runGetOrCreate = makeGetOrCreateRun(this, props.workspace, this.definitions);
    this.listAll = makeListAll(this, props.workspace, this.definitions);
    for (const role of props.readers ?? []) this.grantUsage(role, OperationLevel.READ);
    for (const role of props.writers ?? []) this.grantUsage(role, OperationLevel.WRITE);
    for (const role of props.admins ?? []) this.grantUsage(role, OperationLevel.ADMIN);
    for (const role of props.callers ?? []) this.grantCall(role);
  }

  /**
   * One function.
   * @throws Error when the chosen groups have no function of that name
   */
  public function(name: string): ExternalFunction {
    const found = this.functions.find((each) => each.functionName === name);
    if (found === undefined) throw new Error(`${this.node.path} has no function ${name}`);
    return found;
  }

  /** Allows a role to call `MLFLOW_CALL`, and with it every operation of the chosen groups. */
  public grantCall(role: IRole): void {
    this.call.grantUsage(role);
  }

  /**
   * Allows a role to call the functions up to a level, and the procedures over them: `listAll` with READ, `runGetOrCreate` with WRITE.
   * `MLFLOW_CALL` is not among them.
   */
  public grantUsage(role: IRole, level: OperationLevel): void {
    this.definitions.forEach(({ operation }, index) => {
      if (UP_TO[level].includes(operation.level)) this.functions[index]?.grantUsage(role);
    });
    this.listAll?.grantUsage(role);
    if (level !== OperationLevel.READ) this.runGetOrCreate?.grantUsage(role);
  }
}
