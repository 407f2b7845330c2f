import { part } from "./part";

/** How a translator refuses, shows a value, and takes the one row that it may be given. */
export const BASICS = [
  part(
    "fail",
    String.raw`
function fail(field, problem) {
  throw new Error(FUNCTION + ": " + field + " " + problem);
}`,
  ),
  part(
    "show",
    String.raw`
function show(value) {
  const shown = typeof value === "number" ? String(value) : JSON.stringify(value);
  return shown.length > 60 ? shown.slice(0, 60) + "..." : shown;
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
    "onlyRow",
    String.raw`
function onlyRow(count) {
  const rows = EVENT && EVENT.body ? EVENT.body.data : undefined;
  if (!Array.isArray(rows)) fail("the request", "holds no rows");
  if (rows.length !== 1) fail("the batch", "has " + rows.length + " rows: one call takes one row (MAX_BATCH_ROWS = 1)");
  const row = rows[0];
  if (!Array.isArray(row) || row.length !== count + 1 || row[0] !== 0) fail("the row", "does not hold its number 0 and " + count + " arguments");
  return row;
}`,
  ),
  part(
    "parsed",
    // Snowflake's pages do not say whether an ARRAY or VARIANT argument arrives as JSON or as JSON text.
    String.raw`
function parsed(field, value) {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch (error) {
    return fail(field, "is not JSON: " + show(value));
  }
}`,
  ),
  part(
    "object",
    String.raw`
function object(field, value) {
  const read = parsed(field, value);
  if (read === null || typeof read !== "object" || Array.isArray(read)) fail(field, "must be an object, but is " + show(value));
  return read;
}`,
  ),
  part(
    "list",
    String.raw`
function list(field, value, read, max) {
  const items = parsed(field, value);
  if (!Array.isArray(items)) fail(field, "must be an array, but is " + show(value));
  if (items.length > max) fail(field, "has " + items.length + " items: MLflow takes at most " + max);
  return items.map(function (item, index) {
    const where = field + "[" + index + "]";
    if (!isGiven(item)) fail(where, "must not be NULL");
    return read(where, item);
  });
}`,
  ),
  part(
    "dictionary",
    String.raw`
function dictionary(field, value, read) {
  const source = object(field, value);
  const target = {};
  Object.keys(source).forEach(function (name) {
    if (name === "__proto__") fail(field, "must not hold a key __proto__");
    if (isGiven(source[name])) target[name] = read(field + "." + name, source[name]);
  });
  return target;
}`,
  ),
  part(
    "fields",
    // Reads the fields of the request or of an object inside it: nothing unknown, nothing missing, every value checked.
    String.raw`
function fields(source, table, where) {
  Object.keys(source).forEach(function (name) {
    if (!table.some(function (field) { return field.name === name; })) fail(where(name), "is not known to MLflow");
  });
  const target = {};
  table.forEach(function (field) {
    const value = source[field.name];
    if (isGiven(value)) target[field.name] = field.read(where(field.name), value);
    else if (field.absent !== undefined) target[field.name] = field.absent(where(field.name));
    else if (field.required) fail(where(field.name), "is required: it must not be NULL");
  });
  return target;
}`,
  ),
  part(
    "message",
    String.raw`
function message(field, value, table) {
  return fields(object(field, value), table, function (name) { return field + "." + name; });
}`,
  ),
  part(
    "withOptions",
    String.raw`
function withOptions(given, names, value) {
  if (!isGiven(value)) return given;
  const options = object("OPTIONS", value);
  Object.keys(options).forEach(function (name) {
    if (names.indexOf(name) < 0) fail("OPTIONS." + name, "is not an option of this function; it has " + names.join(", "));
    given[name] = options[name];
  });
  return given;
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
