import { part } from "./part";

/** The statements that read the row of a request. @param count the number of arguments after the row number */
export function takeRow(count: number): string {
  return `
const rows = (EVENT.body || {}).data;
if (!Array.isArray(rows)) fail("the request", "holds no rows");
if (rows.length !== 1) fail("the batch", "has " + rows.length + " rows: one call takes one row (MAX_BATCH_ROWS = 1)");
const row = rows[0];
if (!Array.isArray(row) || row.length !== ${count + 1} || row[0] !== 0) fail("the row", "does not hold its number 0 and ${count} arguments");
`.trim();
}

/** How a translator reports errors, and reads the row of a request. */
export const BASICS = [
  part(
    "fail",
    // `at` holds the function's name and, inside a list, the place: "MLFLOW_RUNS_LOG_BATCH: METRICS[3]".
    String.raw`
function fail(field, problem, value) {
  if (value !== undefined) problem += ", but is " + (typeof value === "number" ? value : JSON.stringify(value)).toString().replace(/^([^]{60})[^]+/, "$1...");
  throw new Error(at + field + " " + problem);
}`,
  ),
  part(
    "wrong",
    String.raw`
function wrong(field, value, words) {
  if (value === undefined || value === null) fail(field, "is required: it must not be NULL");
  fail(field, "must be " + words, value);
}`,
  ),
  part(
    "isGiven",
    String.raw`
function isGiven(value) {
  return value !== undefined && value !== null;
}`,
  ),
  part(
    "parsed",
    // Snowflake's pages do not say whether an ARRAY or VARIANT argument arrives as JSON or as JSON text.
    String.raw`
function parsed(field, value) {
  try {
    return JSON.parse(value);
  } catch (error) {
    return wrong(field, value, "JSON");
  }
}`,
  ),
  part(
    "object",
    String.raw`
function object(field, value) {
  const read = typeof value === "string" ? parsed(field, value) : value;
  if (read === null || typeof read !== "object" || Array.isArray(read)) wrong(field, value, "an object");
  return read;
}`,
  ),
  part(
    "message",
    // Opens an object inside the request: nothing in it that MLflow does not know.
    String.raw`
function message(field, value, known) {
  const source = object(field, value);
  at += field + ".";
  for (const name in source) if (known[name] !== true) fail(name, "is not known to MLflow");
  return source;
}`,
  ),
  part(
    "list",
    // The place of an item is written only when the item is refused, by reading it again.
    String.raw`
function list(field, value, read, max) {
  const items = typeof value === "string" ? parsed(field, value) : value;
  if (!Array.isArray(items)) wrong(field, value, "an array");
  if (items.length > max) fail(field, "has " + items.length + " items: MLflow takes at most " + max);
  const before = at;
  const result = [];
  try {
    for (let i = 0; i < items.length; i++) result.push(read("", items[i]));
  } catch (error) {
    at = before + field + "[" + result.length + "]";
    read("", items[result.length]);
    throw error;
  }
  return result;
}`,
  ),
  part(
    "dictionary",
    String.raw`
function dictionary(field, value, read) {
  const source = object(field, value);
  const before = at;
  const result = {};
  at = before + field + ".";
  for (const name of Object.keys(source)) {
    if (name === "__proto__") fail(name, "cannot be a key");
    if (isGiven(source[name])) result[name] = read(name, source[name]);
  }
  at = before;
  return result;
}`,
  ),
  part(
    "optionsOf",
    String.raw`
function optionsOf(value, known) {
  if (!isGiven(value)) return {};
  const options = object("OPTIONS", value);
  for (const name of Object.keys(options)) {
    if (known[name] !== true) fail("OPTIONS." + name, "is not an option of this function; it has " + Object.keys(known).join(", "));
  }
  return options;
}`,
  ),
  part(
    "together",
    String.raw`
function together(request, names, max) {
  const count = names.reduce(function (sum, name) { return sum + (request[name] || []).length; }, 0);
  if (count > max) fail(names.join(", "), "have " + count + " items together: MLflow takes at most " + max);
}`,
  ),
];
