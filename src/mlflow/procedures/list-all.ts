import type { FunctionDefinition } from "../definitions/definition";
import { CALL } from "./call";

export const LIST_ALL = "MLFLOW_LIST_ALL";

/**
 * Snowflake's smaller limit of a VARIANT; newer accounts take more. @see
 * https://docs.snowflake.com/en/sql-reference/data-types-semistructured
 */
const MAX_CHARACTERS = 16_000_000;

/** The functions that return pages. */
export function paging(definitions: FunctionDefinition[]): FunctionDefinition[] {
  return definitions.filter(({ options }) => options.includes("page_token"));
}

/**
 * The JavaScript of `MLFLOW_LIST_ALL(FUNCTION_NAME, ARGUMENTS)`: calls a function until its last page and returns one response with all
 * items, in the shape of a single page.
 */
export function listAllBody(definitions: FunctionDefinition[]): string {
  const known = paging(definitions).map((each) => {
    const types = [...each.arguments.map(({ type }) => String(type)), "OBJECT"];
    return `  ${each.name}: ${JSON.stringify(types)}`;
  });
  return `
const NAME = "${LIST_ALL}";
const KNOWN = {
${known.join(",\n")}
};
${CALL}
const types = Object.keys(KNOWN).indexOf(FUNCTION_NAME) < 0 ? undefined : KNOWN[FUNCTION_NAME];
if (types === undefined) fail("FUNCTION_NAME must be one of " + Object.keys(KNOWN).join(", "));
const given = ARGUMENTS === undefined || ARGUMENTS === null ? [] : ARGUMENTS;
if (!Array.isArray(given) || given.length > types.length) {
  fail("ARGUMENTS must be an array of the " + types.length + " arguments of " + FUNCTION_NAME);
}
const options = given[types.length - 1] || {};
const args = [];
const binds = [];
types.forEach(function (type, i) {
  const value = i === types.length - 1 ? options : given[i];
  if (value === undefined || value === null) {
    args.push("NULL");
  } else {
    args.push(type === "VARCHAR" ? "?" : "PARSE_JSON(?)::" + type);
    binds.push(type === "VARCHAR" ? String(value) : JSON.stringify(value));
  }
});
const all = {};
const seen = {};
let size = 0;
for (;;) {
  binds[binds.length - 1] = JSON.stringify(options);
  const page = call(FUNCTION_NAME, args.join(", "), binds);
  Object.keys(page).forEach(function (name) {
    if (name === "next_page_token") return;
    all[name] = Array.isArray(page[name]) ? (all[name] || []).concat(page[name]) : page[name];
  });
  size += JSON.stringify(page).length;
  if (size > ${MAX_CHARACTERS}) fail("the items have more than ${MAX_CHARACTERS} characters: narrow the search");
  const next = page.next_page_token;
  if (next === undefined || next === null || next === "") return { body: all };
  if (seen[next] === true) fail(FUNCTION_NAME + " gave the same page twice");
  seen[next] = true;
  options.page_token = next;
}
`.trim();
}
