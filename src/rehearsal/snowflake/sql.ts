import { SqlError } from "./errors";
import { bareType } from "./identifier";
import { UnknownElementError } from "../simulator/readers";
import { isObject } from "../../core/json";

/**
 * How ARRAY and VARIANT arguments travel. The documentation says "all other supported types are serialized as strings"
 * and names neither, so both forms can be tried.
 */
export type SemiStructured = "string" | "json";

/** Thrown when a value's SQL type does not fit a parameter; the caller knows the function and writes the message. */
export class ArgumentTypeError extends Error {}

/** The SQL type of the literal for a JavaScript value. */
export function typeOfLiteral(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "string") return `VARCHAR(${Math.max(1, value.length)})`;
  if (typeof value === "boolean") return "BOOLEAN";
  if (typeof value === "number")
    return Number.isInteger(value) ? `NUMBER(${String(Math.abs(value)).length},0)` : "FLOAT";
  if (value instanceof Uint8Array) return `BINARY(${Math.max(1, value.length)})`;
  return Array.isArray(value) ? "ARRAY" : "OBJECT";
}

/**
 * Coerces a SQL argument to its parameter's type and gives the JSON that Snowflake sends for it.
 * @throws ArgumentTypeError when SQL has no implicit coercion; SqlError when the value cannot be converted
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-data-format
 * @see https://docs.snowflake.com/en/sql-reference/data-type-conversion
 */
export function argumentToJson(value: unknown, type: string, form: SemiStructured): unknown {
  if (value === null || value === undefined) return null;
  switch (bareType(type)) {
    case "VARCHAR":
      if (typeof value === "string") return value;
      if (typeof value === "number") return floatText(value);
      if (typeof value === "boolean") return String(value);
      throw new ArgumentTypeError();
    case "FLOAT":
    case "NUMBER":
      return numeric(value, bareType(type));
    case "BOOLEAN":
      return boolean(value);
    case "OBJECT":
      if (isObject(value)) return plain(value);
      throw new ArgumentTypeError();
    case "ARRAY":
      if (Array.isArray(value)) return semiStructured(value, form);
      throw new ArgumentTypeError();
    case "VARIANT":
      return semiStructured(value, form);
    case "BINARY":
      return binary(value);
    case "TIMESTAMP_NTZ":
      if (typeof value === "string") return timestamp(value);
      throw new ArgumentTypeError();
    default:
      throw new UnknownElementError(`arguments of type ${type} are not simulated`);
  }
}

function numeric(value: unknown, type: string): unknown {
  if (typeof value === "number") return finite(type === "NUMBER" ? wholeNumber(value) : value);
  if (typeof value !== "string") throw new ArgumentTypeError();
  const trimmed = value.trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) {
    return finite(type === "NUMBER" ? wholeNumber(Number(trimmed)) : Number(trimmed));
  }
  if (type === "FLOAT" && /^nan$/i.test(trimmed)) return floatText(NaN);
  if (type === "FLOAT" && /^[+-]?inf(inity)?$/i.test(trimmed)) {
    return floatText(trimmed.startsWith("-") ? -Infinity : Infinity);
  }
  throw new SqlError(`Numeric value '${value}' is not recognized`);
}

/** NUMBER without a scale is NUMBER(38,0): it rounds half away from zero. */
function wholeNumber(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

function boolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0;
  if (typeof value !== "string") throw new ArgumentTypeError();
  if (/^(true|t|yes|y|on|1)$/i.test(value)) return true;
  if (/^(false|f|no|n|off|0)$/i.test(value)) return false;
  throw new SqlError(`Boolean value '${value}' is not recognized`);
}

/** In the session's BINARY_OUTPUT_FORMAT, by default HEX; a text is read in BINARY_INPUT_FORMAT, by default HEX too. */
function binary(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex").toUpperCase();
  if (typeof value !== "string") throw new ArgumentTypeError();
  if (/^([0-9a-f]{2})*$/i.test(value)) return value.toUpperCase();
  throw new SqlError(`The following string is not a legal hex-encoded value: '${value}'`);
}

/** JSON has no NaN: how Snowflake writes one is not documented, so it is sent as text, which a translator must not accept as a number. */
function finite(value: number): unknown {
  return Number.isFinite(value) ? value : floatText(value);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return Number.isFinite(value) ? String(value) : value > 0 ? "inf" : "-inf";
}

function semiStructured(value: unknown, form: SemiStructured): unknown {
  return form === "json" ? plain(value) : JSON.stringify(value);
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

function timestamp(value: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?)?$/.exec(value.trim());
  if (!match) throw new SqlError(`Timestamp '${value}' is not recognized`);
  // The session's default TIMESTAMP_NTZ_OUTPUT_FORMAT has three digits after the second.
  return `${match[1]} ${match[2] ?? "00:00:00"}.${(match[3] ?? "").padEnd(3, "0").slice(0, 3)}`;
}
