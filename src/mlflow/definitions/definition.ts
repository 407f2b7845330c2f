import type { SqlType } from "../../snowflake";
import type { Operation } from "../catalogue/types";
import type { ErrorMode } from "./error-mode";

/** One argument of a SQL function. */
export interface ArgumentDefinition {
  /** Upper-case name of the argument. */
  readonly name: string;
  /** Its type. */
  readonly type: SqlType;
  /** Field of the operation that it fills. */
  readonly field: string;
  /** Required, even if it is optional for MLflow. @default - as the field */
  readonly required?: boolean;
  /** The argument is the name of an experiment; the field is a filter that finds it. @default - the value itself */
  readonly asNameFilter?: boolean;
}

/** One SQL function: an operation of MLflow with its arguments. */
export interface FunctionDefinition {
  /** Upper-case name. */
  readonly name: string;
  /** ID of its construct. */
  readonly id: string;
  /** The operation that it calls. */
  readonly operation: Operation;
  /** Typed arguments in their order. */
  readonly arguments: ArgumentDefinition[];
  /** Fields of a last argument `OPTIONS OBJECT`; without fields there is no such argument. */
  readonly options: string[];
  /** Options of the translator; they are not sent to MLflow. */
  readonly ownOptions: string[];
  /** Fields with a constant value. */
  readonly constants: Record<string, string | number>;
  /** How MLflow errors are reported. */
  readonly errors: ErrorMode;
  /** Rejects a NaN even if MLflow would store it. */
  readonly refusesNan: boolean;
  /** What Snowflake shows as the function's comment. */
  readonly comment: string;
}
