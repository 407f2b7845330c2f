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
  BOOLEAN: ["BOOLEAN", "BOOL"],
  DATE: ["DATE"],
  TIME: ["TIME"],
  TIMESTAMP_NTZ: ["TIMESTAMP_NTZ", "TIMESTAMPNTZ", "TIMESTAMP WITHOUT TIME ZONE", "DATETIME", "TIMESTAMP"],
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

/**
 * How DESCRIBE shows a function's return type. Sizes are the defaults, as the provider creates every type without one.
 */
export function describedReturnType(canonical: string): string {
  const sizes: Record<string, string> = {
    NUMBER: "(38,0)",
    BINARY: "(8388608)",
    TIME: "(9)",
    TIMESTAMP_NTZ: "(9)",
    TIMESTAMP_LTZ: "(9)",
    TIMESTAMP_TZ: "(9)",
  };
  return canonical + (sizes[canonical] ?? "");
}
