import { createHash } from "node:crypto";
import { SqlError } from "./errors";
import type { HttpResponse } from "./gateway";
import { bareType } from "./identifier";
import { UnknownElementError } from "../simulator/readers";
import { isObject } from "../../core/json";

/** The largest response of a batch. */
export const RESPONSE_LIMIT = 10 * 1024 * 1024;

/**
 * The JSON of a successful answer.
 * @throws SqlError when it is too large, damaged or no JSON
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-data-format
 */
export function responseJson(name: string, response: HttpResponse): unknown {
  if (response.body.length > RESPONSE_LIMIT) {
    throw new SqlError(
      `Request failed for external function ${name}: the response has ${response.body.length} bytes; at most ${RESPONSE_LIMIT} are allowed`,
    );
  }
  const md5 = response.headers["content-md5"];
  if (md5 !== undefined && md5 !== createHash("md5").update(response.body).digest("base64")) {
    throw new SqlError(`Request failed for external function ${name}: Content-MD5 does not match the response body`);
  }
  try {
    return JSON.parse(response.body.toString("utf8")) as unknown;
  } catch {
    throw new SqlError(`Request failed for external function ${name}: Error parsing JSON: Invalid response`);
  }
}

/**
 * The values of a batch, one a row.
 * @param data the answer after the response translator
 * @throws SqlError with Snowflake's message when rows are missing, too many, out of order or of the wrong form
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-aws-troubleshooting
 */
export function rowValues(name: string, data: unknown, count: number, returnType: string): unknown[] {
  const refuse = (message: string) => new SqlError(`Request failed for external function ${name}: ${message}`);
  if (!isObject(data) || !Array.isArray(data.data)) {
    throw refuse('top-level JSON object must contain "data" JSON array element');
  }
  const rows: unknown[] = data.data;
  if (rows.length !== count) throw refuse("Function received the wrong number of rows");
  return rows.map((row, index) => {
    if (!Array.isArray(row) || row.length !== 2) throw refuse("Error parsing JSON: Invalid response");
    if (row[0] !== index) throw refuse("Row numbers out of order");
    return returned(name, row[1], returnType);
  });
}

function returned(name: string, value: unknown, returnType: string): unknown {
  switch (bareType(returnType)) {
    case "VARIANT":
      return value;
    case "OBJECT":
      if (value === null || isObject(value)) return value;
      throw new SqlError(`Request failed for external function ${name}: the returned value is not an OBJECT`);
    case "VARCHAR":
      if (value === null || typeof value === "string") return value;
      throw new SqlError(`Request failed for external function ${name}: the returned value is not a VARCHAR`);
    default:
      throw new UnknownElementError(`functions that return ${returnType} are not simulated`);
  }
}
