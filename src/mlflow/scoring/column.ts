/**
 * Types of a model's columns.
 * @see https://mlflow.org/docs/latest/ml/model/signatures/
 */
export enum ModelColumnType {
  /** True or false. */
  BOOLEAN = "boolean",
  /** 32-bit whole number. */
  INTEGER = "integer",
  /** 64-bit whole number. */
  LONG = "long",
  /** 32-bit floating point. */
  FLOAT = "float",
  /** 64-bit floating point. */
  DOUBLE = "double",
  /** Text. */
  STRING = "string",
  /** Bytes. */
  BINARY = "binary",
  /** Date and time with nanoseconds, without a time zone. */
  DATETIME = "datetime",
}

/** An input column of a model. */
export interface ModelColumn {
  /** Name of the column, exactly as the model has it. */
  readonly name: string;
  /** Type of its values. */
  readonly type: ModelColumnType;
  /** Whether every row has a value. NULL in a required column is refused. @default true */
  readonly required?: boolean;
}
