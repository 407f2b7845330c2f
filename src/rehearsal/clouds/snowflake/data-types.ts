import { CloudError } from "../../simulator/rule";

// https://docs.snowflake.com/en/sql-reference/intro-summary-data-types and pkg/sdk/datatypes of the provider.
const SYNONYMS: Record<string, string[]> = {
  NUMBER: ["NUMBER", "DECIMAL", "DEC", "NUMERIC", "INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT"],
  FLOAT: ["FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "DOUBLE PRECISION", "REAL"],
  VARCHAR: [
    "VARCHAR",
    "STRING",
    "TEXT",
    "NVARCHAR",
    "NVARCHAR2",
    "CHAR VARYING",
    "NCHAR VARYING",
    "CHAR",
    "CHARACTER",
    "NCHAR",
  ],
  BINARY: ["BINARY", "VARBINARY"],
  BOOLEAN: ["BOOLEAN"],
  DATE: ["DATE"],
  TIME: ["TIME"],
  TIMESTAMP_NTZ: ["TIMESTAMP_NTZ", "TIMESTAMPNTZ", "TIMESTAMP WITHOUT TIME ZONE", "DATETIME"],
  TIMESTAMP_LTZ: ["TIMESTAMP_LTZ", "TIMESTAMPLTZ", "TIMESTAMP WITH LOCAL TIME ZONE"],
  TIMESTAMP_TZ: ["TIMESTAMP_TZ", "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE"],
  VARIANT: ["VARIANT"],
  OBJECT: ["OBJECT"],
  ARRAY: ["ARRAY"],
  GEOGRAPHY: ["GEOGRAPHY"],
  GEOMETRY: ["GEOMETRY"],
};

const CANONICAL = new Map(
  Object.entries(SYNONYMS).flatMap(([name, synonyms]) => synonyms.map((synonym) => [synonym, name] as const)),
);

/**
 * The type as Snowflake shows it, without size: INTEGER is NUMBER, STRING and VARCHAR(100) are VARCHAR.
 * @throws CloudError for a type that the provider cannot parse
 */
export function canonicalType(type: string): string {
  const bare = type
    .toUpperCase()
    .replace(/\(.*\)\s*$/, "")
    .replace(/\s+/g, " ")
    .trim();
  const found = CANONICAL.get(bare);
  if (found === undefined) throw new CloudError(`invalid data type: ${type}`);
  return found;
}

/** Sizes that a type without one has: pkg/sdk/datatypes of the provider. */
const DEFAULT_SIZES: Record<string, string> = {
  NUMBER: "38,0",
  VARCHAR: "16777216",
  BINARY: "8388608",
  TIME: "9",
  TIMESTAMP_NTZ: "9",
  TIMESTAMP_LTZ: "9",
  TIMESTAMP_TZ: "9",
};

/** Whether two spellings are one type with one size: AreTheSame in pkg/sdk/datatypes of the provider. */
export function sameDataType(a: string, b: string): boolean {
  return canonicalType(a) === canonicalType(b) && sizeOf(a) === sizeOf(b);
}

function sizeOf(type: string): string {
  const canonical = canonicalType(type);
  if (/^\s*(N?CHAR|CHARACTER)\s*$/i.test(type)) return "1";
  const written = /\((.*)\)\s*$/.exec(type)?.[1]?.replace(/\s/g, "");
  if (written === undefined) return DEFAULT_SIZES[canonical] ?? "";
  return canonical === "NUMBER" && !written.includes(",") ? `${written},0` : written;
}

/**
 * How DESCRIBE shows a function's return type. Sizes are the defaults, as the provider creates every type without one.
 */
export function describedReturnType(canonical: string): string {
  const size = DEFAULT_SIZES[canonical];
  // VARCHAR alone is shown without its size.
  return size === undefined || canonical === "VARCHAR" ? canonical : `${canonical}(${size})`;
}
