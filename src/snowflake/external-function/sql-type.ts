/**
 * Argument types of external functions, spelled as Snowflake describes them.
 *
 * Synonyms and sizes (`STRING`, `INTEGER`, `VARCHAR(100)`) are left out on purpose: the Terraform provider compares the text with
 * what `DESCRIBE FUNCTION` shows, and any other spelling is a difference in every plan.
 * @see https://docs.snowflake.com/en/sql-reference/intro-summary-data-types
 */
export enum SqlType {
  /** Text. */
  VARCHAR = "VARCHAR",
  /** 64-bit floating point. */
  FLOAT = "FLOAT",
  /** Whole or decimal number. A translator sees it as a JavaScript number: exact up to 2^53 - 1 only. */
  NUMBER = "NUMBER",
  /** True or false. */
  BOOLEAN = "BOOLEAN",
  /** Any JSON value. */
  VARIANT = "VARIANT",
  /** JSON object. */
  OBJECT = "OBJECT",
  /** JSON array. */
  ARRAY = "ARRAY",
  /** Bytes. A translator sees them as text, in hexadecimal digits unless the session's BINARY_OUTPUT_FORMAT is another. */
  BINARY = "BINARY",
  /** Timestamp without a time zone. */
  TIMESTAMP_NTZ = "TIMESTAMP_NTZ",
}

/** One argument of a function. */
export interface FunctionArgument {
  /** Name in upper case; 1 to 255 letters, digits, `_` or `$`. */
  readonly name: string;
  /** Type of the argument. */
  readonly type: SqlType;
}
