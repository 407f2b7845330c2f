import { part } from "./part";

/** Readers of single values: each refuses what MLflow's server accepts and stores wrongly or not at all. */
export const VALUES = [
  part(
    "text",
    // PostgreSQL stores no NUL, and half a surrogate pair is no character.
    String.raw`
function text(field, value, max) {
  if (typeof value !== "string") wrong(field, value, "text");
  if (value.length > max && Array.from(value).length > max) fail(field, "has " + Array.from(value).length + " characters: MLflow takes at most " + max);
  if (/[\u0000\uD800-\uDFFF]/u.test(value)) fail(field, "holds a NUL or half a character, which MLflow's database cannot store");
  return value;
}`,
  ),
  part(
    "notEmpty",
    String.raw`
function notEmpty(field, value) {
  if (value.trim() === "") fail(field, "must not be empty");
  return value;
}`,
  ),
  part(
    "matching",
    String.raw`
function matching(field, value, pattern, words) {
  if (typeof value !== "string" || !pattern.test(value)) wrong(field, value, words);
  return value;
}`,
  ),
  part("PLAIN_KEY", String.raw`const PLAIN_KEY = /^[\w\- :][\w.\- :]{0,249}$/;`),
  part(
    "key",
    // MLflow allows letters of all scripts. ES2015 cannot name them, so what is not ASCII is left to the server, which answers 400.
    String.raw`
function key(field, value) {
  if (typeof value !== "string") wrong(field, value, "text");
  if (PLAIN_KEY.test(value)) return value;
  const length = Array.from(value).length;
  if (length > 250) fail(field, "has " + length + " characters: MLflow takes at most 250");
  if (!/^[\/\w.\- :\u0080-\uD7FF\uE000-\u{10FFFF}]+$/u.test(value)) fail(field, "may hold letters, digits, blanks and _ - . : / only", value);
  if (/^\.\.|(^|\/)\.?\.?(\/|$)/.test(value)) fail(field, "must not read as a path that leads elsewhere", value);
  return value;
}`,
  ),
  part(
    "newAlias",
    String.raw`
function newAlias(field, value) {
  if (/^(latest|v\d+)$/i.test(value)) fail(field, "must not be a name that MLflow keeps for itself", value);
  return value;
}`,
  ),
  part(
    "bool",
    String.raw`
function bool(field, value) {
  if (typeof value !== "boolean") wrong(field, value, "TRUE or FALSE");
  return value;
}`,
  ),
  part(
    "choice",
    String.raw`
function choice(field, value, values) {
  if (values.indexOf(value) < 0) wrong(field, value, "one of " + values.join(", "));
  return value;
}`,
  ),
  part(
    "inRange",
    String.raw`
function inRange(field, value, min, max) {
  if (Number(value) < min) fail(field, "must be at least " + min, Number(value));
  if (Number(value) > max) fail(field, "must be at most " + max, Number(value));
  return value;
}`,
  ),
  part(
    "int64",
    // As text: a JSON number loses digits beyond 2^53, where two numbers can look alike to JavaScript.
    String.raw`
function int64(field, value, min, max) {
  if (typeof value === "number") {
    if (Math.floor(value) !== value || value > 9007199254740991 || value < -9007199254740991) {
      wrong(field, value, "a whole number that JSON carries exactly, or text");
    }
    return String(inRange(field, value, min, max));
  }
  const parts = typeof value === "string" ? /^([+-]?)0*(\d+)$/.exec(value) : null;
  if (parts === null) return wrong(field, value, "a whole number");
  const size = parts[2];
  const limit = parts[1] === "-" ? "9223372036854775808" : "9223372036854775807";
  if (size.length > 19 || (size.length === 19 && size > limit)) wrong(field, value, "a whole number of 64 bits");
  return inRange(field, parts[1] === "-" && size !== "0" ? "-" + size : size, min, max);
}`,
  ),
  part(
    "epoch",
    // Read as milliseconds, all seconds from 2001 to 5138 are before April 1973: MLflow would store them.
    String.raw`
function epoch(field, value, min, max) {
  const read = int64(field, value, min, max);
  if (read >= 1e9 && read < 1e11) fail(field, "must be in milliseconds since 1970, and not in seconds", Number(read));
  return read;
}`,
  ),
  part(
    "int32",
    String.raw`
function int32(field, value, min, max) {
  return Number(inRange(field, inRange(field, int64(field, value), -2147483648, 2147483647), min, max));
}`,
  ),
  part(
    "finite",
    String.raw`
function finite(field, value) {
  if (typeof value !== "number" || value - value !== 0) wrong(field, value, /inf/i.test(value) ? "a finite number" : "a number");
  return value;
}`,
  ),
  part(
    "double",
    // JSON has no NaN and no infinity: Snowflake can send them as text only. MLflow would store 1.7976931348623157e308 for an infinity.
    String.raw`
function double(field, value) {
  return /^[+-]?nan$/i.test(value) ? "NaN" : finite(field, value);
}`,
  ),
];
