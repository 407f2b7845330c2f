import { CloudError } from "../../simulator/rule";

export type StageOption = "file_format" | "copy_options" | "directory";

/**
 * The properties that DESCRIBE STAGE shows, with defaults, in its order:
 * https://docs.snowflake.com/en/sql-reference/sql/create-stage
 */
const DEFAULTS: Record<StageOption, Record<string, string>> = {
  file_format: {
    TYPE: "CSV",
    FORMAT_NAME: "",
    RECORD_DELIMITER: "\\n",
    FIELD_DELIMITER: ",",
    SKIP_HEADER: "0",
    PARSE_HEADER: "false",
    DATE_FORMAT: "AUTO",
    TIME_FORMAT: "AUTO",
    TIMESTAMP_FORMAT: "AUTO",
    BINARY_FORMAT: "HEX",
    ESCAPE: "NONE",
    TRIM_SPACE: "false",
    FIELD_OPTIONALLY_ENCLOSED_BY: "NONE",
    COMPRESSION: "AUTO",
    ERROR_ON_COLUMN_COUNT_MISMATCH: "true",
    SKIP_BLANK_LINES: "false",
    REPLACE_INVALID_CHARACTERS: "false",
    EMPTY_FIELD_AS_NULL: "true",
    ENCODING: "UTF8",
  },
  copy_options: {
    ON_ERROR: "ABORT_STATEMENT",
    SIZE_LIMIT: "",
    PURGE: "false",
    RETURN_FAILED_ONLY: "false",
    ENFORCE_LENGTH: "true",
    TRUNCATECOLUMNS: "false",
    FORCE: "false",
  },
  directory: { ENABLE: "false", AUTO_REFRESH: "false" },
};

/**
 * What the provider reads back of a stage's options: `NAME = VALUE` of those that are not at their default, in
 * Snowflake's order, booleans in lower case.
 */
export function readBackOptions(option: StageOption, configured: string): string {
  const set = parse(option, configured);
  return Object.entries(DEFAULTS[option])
    .filter(([name, value]) => set.has(name) && set.get(name) !== value)
    .map(([name]) => `${name} = ${set.get(name) ?? ""}`)
    .join(" ");
}

function parse(option: StageOption, configured: string): Map<string, string> {
  const found = new Map<string, string>();
  const pairs = [...configured.matchAll(/(\w+)\s*=\s*('(?:[^']|'')*'|[^\s,]+)\s*,?\s*/g)];
  if (
    pairs
      .map(([pair]) => pair)
      .join("")
      .trim() !== configured.trim()
  ) {
    throw new CloudError(`001003 (42000): SQL compilation error: syntax error in ${option}: ${configured}`, option);
  }
  for (const [, name = "", value = ""] of pairs) {
    const known = name.toUpperCase();
    if (!(known in DEFAULTS[option])) {
      throw new CloudError(
        `${option} ${known} is not known to the simulated Snowflake, nor how it is read back`,
        option,
      );
    }
    const bare = value.replace(/^'|'$/g, "");
    found.set(known, /^(true|false)$/i.test(bare) ? bare.toLowerCase() : known === "TYPE" ? bare.toUpperCase() : bare);
  }
  return found;
}
