import type { IApiIntegration, IRole, IWorkspace, Translator } from "../../snowflake";
import type { OperationGroup } from "../catalogue/types";
import type { ErrorMode } from "../definitions/error-mode";

/** Props of the functions of all sets. */
export interface FunctionSetProps {
  /** Where the functions are created. */
  readonly workspace: IWorkspace;
  /** API integration with the gateway in front of MLflow. */
  readonly integration: IApiIntegration;
  /**
   * Longest address that the gateway accepts, in characters. @default 5500: Amazon API Gateway accepts 10,240 bytes of address and
   * headers together, and the signature of Snowflake's request can take 4,500 of them
   */
  readonly maxUrlLength?: number;
  /** The response translator of another set in the same workspace. @default - a new one */
  readonly responseTranslator?: Translator;
}

/** Props of the functions for MLflow's REST API. */
export interface MlflowFunctionsProps extends FunctionSetProps {
  /** Groups of operations that become functions. @default - tracking, registry and logged models */
  readonly groups?: OperationGroup[];
  /** How MLflow's errors are reported. @default ErrorMode.FAIL */
  readonly errors?: ErrorMode;
  /** Roles that may call the functions that read. @default - none */
  readonly readers?: IRole[];
  /** Roles that may also create, set and log. @default - none */
  readonly writers?: IRole[];
  /** Roles that may also delete. @default - none */
  readonly admins?: IRole[];
  /** Roles whose clients may call `MLFLOW_CALL`: it does all that the groups allow, deleting included. @default - none */
  readonly callers?: IRole[];
}
