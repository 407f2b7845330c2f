import { parse } from "acorn";
import { SqlError } from "./errors";

/** Bodies that were found good: a function is called often, and its source is parsed once. */
const good = new Set<string>();

/** Snowflake recommends at most 100 KB and checks it at the call; here it is a limit. */
export const SOURCE_LIMIT = 100 * 1024;

/**
 * Refuses a translator's source that is too long or is not ES2015. Which JavaScript Snowflake's engine understands is
 * not documented: ES2015 is what its own examples use.
 * @see https://docs.snowflake.com/en/developer-guide/udf/javascript/udf-javascript-limitations
 */
export function checkSource(name: string, body: string): void {
  if (good.has(body)) return;
  const bytes = Buffer.byteLength(body, "utf8");
  if (bytes > SOURCE_LIMIT) {
    throw new SqlError(
      `JavaScript compilation error: the source of ${name} has ${bytes} bytes; at most ${SOURCE_LIMIT} are allowed`,
    );
  }
  try {
    parse(body, { ecmaVersion: 2015, sourceType: "script", allowReturnOutsideFunction: true });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = (error as SyntaxError & { loc?: { line: number; column: number } }).loc ?? { line: 1, column: 0 };
    const message = error.message.replace(/ \(\d+:\d+\)$/, "");
    throw new SqlError(
      `JavaScript compilation error: Uncaught SyntaxError: ${message} in ${name} at ${position(body, at.line, at.column)} (read as ES2015)`,
    );
  }
  good.add(body);
}

/** `'<the line>' position <column>`, as Snowflake points at JavaScript. */
export function position(body: string, line: number, column: number): string {
  return `'${body.split("\n")[line - 1]?.trim() ?? ""}' position ${column}`;
}
