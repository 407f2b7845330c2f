import { part } from "./part";

/** Readers of single values: each checks what MLflow's server takes without a word and stores wrongly or not at all. */
export const VALUES = [
  part(
    "text",
    // PostgreSQL stores no NUL, and half a surrogate pair is no character.
    String.raw`
function text(field, value, max) {
  if (typeof value !== "string") fail(field, "must be text, but is " + show(value));
  if (value.length > max && Array.from(value).length > max) {
    fail(field, "has " + Array.from(value).length + " characters: MLflow takes at most " + max);
  }
  if (/\u0000|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(^|[^\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(value)) {
    fail(field, "holds a NUL or half a character, which MLflow's database cannot store");
  }
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
  if (!pattern.test(value)) fail(field, "must be " + words + ", but is " + show(value));
  return value;
}`,
  ),
  part(
    "key",
    // MLflow allows letters of all scripts. ES2015 cannot name them, so what is not ASCII is left to the server, which answers 400.
    String.raw`
function key(field, value) {
  if (!/^[\/\w.\- :\u0080-\uFFFF]+$/.test(value)) {
    fail(field, "may hold letters, digits, blanks and _ - . : / only, but is " + show(value));
  }
  const odd = value.split("/").some(function (step) { return step === "" || step === "." || step === ".."; });
  if (odd || value.slice(0, 2) === "..") fail(field, "must not read as a path that leads elsewhere, but is " + show(value));
  return value;
}`,
  ),
  part(
    "newAlias",
    String.raw`
function newAlias(field, value) {
  if (/^(latest|v\d+)$/i.test(value)) fail(field, "is a name that MLflow keeps for itself: " + show(value));
  return value;
}`,
  ),
  part(
    "bool",
    String.raw`
function bool(field, value) {
  if (typeof value !== "boolean") fail(field, "must be TRUE or FALSE, but is " + show(value));
  return value;
}`,
  ),
  part(
    "choice",
    String.raw`
function choice(field, value, values) {
  if (values.indexOf(value) < 0) fail(field, "must be one of " + values.join(", ") + ", but is " + show(value));
  return value;
}`,
  ),
  part(
    "digits",
    String.raw`
function digits(field, value) {
  if (typeof value === "number") {
    if (Math.floor(value) !== value || Math.abs(value) > 9007199254740991) {
      fail(field, "must be a whole number that JSON carries exactly, but is " + show(value) + ": give it as text");
    }
    return String(value);
  }
  const parts = typeof value === "string" ? /^([+-]?)0*(\d+)$/.exec(value) : null;
  if (parts === null) return fail(field, "must be a whole number, but is " + show(value));
  return parts[1] === "-" && parts[2] !== "0" ? "-" + parts[2] : parts[2];
}`,
  ),
  part(
    "inRange",
    String.raw`
function inRange(field, value, min, max) {
  if (Number(value) < min) fail(field, "must be at least " + min + ", but is " + value);
  if (Number(value) > max) fail(field, "must be at most " + max + ", but is " + value);
  return value;
}`,
  ),
  part(
    "int64",
    // Beyond 2^53 two numbers can look alike to JavaScript: the limits of 64 bits are compared as text.
    String.raw`
function int64(field, value, min, max) {
  const read = digits(field, value);
  const negative = read.charAt(0) === "-";
  const size = negative ? read.slice(1) : read;
  const limit = negative ? "9223372036854775808" : "9223372036854775807";
  if (size.length > limit.length || (size.length === limit.length && size > limit)) fail(field, "does not fit 64 bits: " + read);
  return inRange(field, read, min, max);
}`,
  ),
  part(
    "int32",
    String.raw`
function int32(field, value, min, max) {
  return Number(inRange(field, inRange(field, digits(field, value), -2147483648, 2147483647), min, max));
}`,
  ),
  part(
    "double",
    // JSON has no NaN and no infinity: Snowflake can send them as text only.
    String.raw`
function double(field, value, keepsNan) {
  const special = typeof value === "string" ? /^([+-]?)(nan|inf|infinity)$/i.exec(value) : null;
  if (special === null && typeof value !== "number") fail(field, "must be a number, but is " + show(value));
  const nan = special === null ? value !== value : special[2].toLowerCase() === "nan";
  if (nan) return keepsNan ? "NaN" : fail(field, "must be a number, but is NaN");
  if (special !== null || value === Infinity || value === -Infinity) {
    fail(field, "must be a finite number: MLflow would store 1.7976931348623157e308 for " + show(value));
  }
  return value;
}`,
  ),
];
