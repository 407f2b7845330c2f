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
  /** The caller must give it even where MLflow could do without. @default - as the field */
  readonly required?: boolean;
  /** The argument is the name of an experiment, and the field a filter that finds it. @default - the value itself */
  readonly asNameFilter?: boolean;
}

/** One SQL function: an operation of MLflow with the arguments that a caller gives. */
export interface FunctionDefinition {
  /** Upper-case name. */
  readonly name: string;
  /** Id of its construct. */
  readonly id: string;
  /** The operation that it calls. */
  readonly operation: Operation;
  /** Typed arguments in their order. */
  readonly arguments: ArgumentDefinition[];
  /** Fields that a last argument `OPTIONS OBJECT` may hold; without any there is no such argument. */
  readonly options: string[];
  /** Options that the translator itself acts on; MLflow never sees them. */
  readonly ownOptions: string[];
  /** Fields that always have the same value. */
  readonly constants: Record<string, string | number>;
  /** How MLflow errors are reported. */
  readonly errors: ErrorMode;
  /** Refuses a NaN even where MLflow would keep it. */
  readonly refusesNan: boolean;
  /** What Snowflake shows as the function's comment. */
  readonly comment: string;
}
