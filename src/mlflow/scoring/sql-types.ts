import { SqlType } from "../../snowflake";
import { ModelColumnType } from "./column";

/** How a column travels from SQL to the model. */
export interface ColumnForm {
  /** Type of the function's argument. */
  readonly sqlType: SqlType;
  /** Most bytes of a value in the request, with its comma; for a text or bytes an assumption. */
  readonly bytes: number;
  /** Whether `bytes` is an assumption: the translator counts what such a column holds. */
  readonly counted?: boolean;
}

/**
 * A NUMBER argument has no digits behind the point: Snowflake would round 2.5 before the translator sees it. A FLOAT keeps it, and every
 * 32-bit number. 64-bit numbers come as text, because a FLOAT or JavaScript keeps no more than 53 bits of them. Times come as text too: a
 * TIMESTAMP argument is written in the session's format, which by default cuts the digits behind the millisecond.
 */
export const COLUMN_FORMS: Readonly<Record<ModelColumnType, ColumnForm>> = {
  [ModelColumnType.BOOLEAN]: { sqlType: SqlType.BOOLEAN, bytes: 6 },
  [ModelColumnType.INTEGER]: { sqlType: SqlType.FLOAT, bytes: 12 },
  [ModelColumnType.LONG]: { sqlType: SqlType.VARCHAR, bytes: 23 },
  [ModelColumnType.FLOAT]: { sqlType: SqlType.FLOAT, bytes: 25 },
  [ModelColumnType.DOUBLE]: { sqlType: SqlType.FLOAT, bytes: 25 },
  [ModelColumnType.STRING]: { sqlType: SqlType.VARCHAR, bytes: 259, counted: true },
  [ModelColumnType.BINARY]: { sqlType: SqlType.BINARY, bytes: 5_465, counted: true },
  [ModelColumnType.DATETIME]: { sqlType: SqlType.VARCHAR, bytes: 32 },
};
