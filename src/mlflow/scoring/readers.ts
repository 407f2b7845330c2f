import { ModelColumnType } from "./column";

/** A function that reads a value for a column of one type. */
interface Reader {
  readonly name: string;
  /** Condition under which most values `v` need no call of the function: a call takes longer than all else that is done with a value. */
  readonly plain: string;
  /** The value of a plain one. @default - `v` */
  readonly value?: string;
  /** ES2015, with the functions of `BASICS`. */
  readonly source: string;
  /** Other readers that it calls. */
  readonly needs?: ModelColumnType[];
}

/**
 * What all readers use. `i` is the row, `c` the number of a column. A message names column and row and never the value: it may be of
 * another person's row.
 */
export const BASICS = String.raw`
function refuse(c, problem) {
  throw new Error(NAME + "column " + JSON.stringify(COLUMNS[c]) + " of row " + i + " of the batch " + problem);
}
function wrong(v, c, words) {
  if (v === null || v === undefined) refuse(c, "is NULL: " + (REQUIRED[c] ? "the model requires a value" : "MLflow has no NULL in a column of this type"));
  return refuse(c, "must be " + words);
}
function absent(c) {
  if (REQUIRED[c]) refuse(c, "is NULL: the model requires a value");
  return null;
}`.trim();

/**
 * Readers by type. MLflow's scoring server (measured on 3.17.2) makes FALSE of a NULL in a boolean column and TRUE of any text, cuts 2.5 to
 * 2 in a column of whole numbers and lets larger ones overflow, makes infinity of what a 32-bit float cannot hold, reads hexadecimal digits
 * as base64, and guesses the form of a date. None of that gets so far. What it takes exactly in another form is sent in that form: whole
 * numbers beyond 2^53 and -0 as text. JSON's parser rounds a large number to a whole one: below 2^43 a fraction of a thousandth remains one.
 */
export const READERS: Readonly<Record<ModelColumnType, Reader>> = {
  [ModelColumnType.BOOLEAN]: {
    name: "bool",
    plain: 'typeof v === "boolean"',
    source: String.raw`
function bool(v, c) {
  return typeof v === "boolean" ? v : wrong(v, c, "TRUE or FALSE");
}`,
  },
  [ModelColumnType.INTEGER]: {
    name: "int32",
    plain: "(v | 0) === v",
    source: String.raw`
function int32(v, c) {
  return (v | 0) === v ? v : wrong(v, c, "a whole number of 32 bits");
}`,
  },
  [ModelColumnType.LONG]: {
    name: "int64",
    plain: 'typeof v === "string" && DIGITS.test(v)',
    value: "Number(v)",
    source: String.raw`
const DIGITS = /^-?\d{1,15}$/;
function int64(v, c) {
  if (typeof v === "number") {
    return Math.floor(v) === v && v < 8796093022208 && v > -8796093022208 ? v : wrong(v, c, "a whole number; from 2^43 on, as text");
  }
  const parts = typeof v === "string" ? /^(-?)0*(\d{1,19})(?:\.0*)?$/.exec(v) : null;
  if (parts === null) return wrong(v, c, "a whole number of 64 bits");
  const digits = parts[2];
  if (digits.length < 16) return Number(parts[1] + digits);
  const limit = parts[1] === "-" ? "9223372036854775808" : "9223372036854775807";
  return digits.length === 19 && digits > limit ? wrong(v, c, "a whole number of 64 bits") : parts[1] + digits;
}`,
  },
  [ModelColumnType.FLOAT]: {
    name: "float",
    plain: 'typeof v === "number" && v !== 0 && v < 3e38 && v > -3e38',
    source: String.raw`
function float(v, c) {
  if (v === null || v === undefined) return absent(c);
  const nearest = typeof v === "number" ? Math.fround(v) : NaN;
  return nearest - nearest === 0 ? double(v, c) : wrong(v, c, "a finite number of 32 bits");
}`,
    needs: [ModelColumnType.DOUBLE],
  },
  [ModelColumnType.DOUBLE]: {
    name: "double",
    plain: 'typeof v === "number" && v !== 0 && v - v === 0',
    source: String.raw`
function double(v, c) {
  if (typeof v === "number" && v - v === 0) return v === 0 && 1 / v < 0 ? "-0.0" : v;
  return v === null || v === undefined ? absent(c) : wrong(v, c, "a finite number: JSON has no NaN and no infinity");
}`,
  },
  [ModelColumnType.STRING]: {
    name: "text",
    plain: 'typeof v === "string" && !HALF.test(v)',
    value: "(counted += v.length, v)",
    source: String.raw`
const HALF = /[\uD800-\uDFFF]/;
function text(v, c) {
  if (typeof v !== "string") return v === null || v === undefined ? absent(c) : wrong(v, c, "text");
  if (/[\uD800-\uDFFF]/u.test(v)) wrong(v, c, "text of whole characters");
  counted += v.length;
  return v;
}`,
  },
  [ModelColumnType.BINARY]: {
    name: "base64",
    plain: "false",
    source: String.raw`
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
function base64(v, c) {
  if (typeof v !== "string" || v.length % 2 !== 0 || !/^[0-9A-F]*$/i.test(v)) return wrong(v, c, "bytes in hexadecimal digits: the session's BINARY_OUTPUT_FORMAT must be HEX");
  let result = "";
  for (let at = 0; at < v.length; at += 6) {
    const part = v.slice(at, at + 6);
    const bits = parseInt((part + "0000").slice(0, 6), 16);
    result += BASE64[bits >> 18] + BASE64[(bits >> 12) & 63] + (part.length > 2 ? BASE64[(bits >> 6) & 63] : "=") + (part.length > 4 ? BASE64[bits & 63] : "=");
  }
  counted += result.length;
  return result;
}`,
  },
  [ModelColumnType.DATETIME]: {
    name: "datetime",
    plain: 'typeof v === "string" && MOMENT.test(v)',
    value: 'v.replace(" ", "T")',
    source: String.raw`
const MOMENT = /^(?:1[7-9]|20|21)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])[ T](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{9}$/;
function datetime(v, c) {
  if (v === null || v === undefined) return absent(c);
  const parts = typeof v === "string" ? /^(\d{4})-(\d\d)-(\d\d)[ T](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{9}$/.exec(v) : null;
  if (parts === null) return wrong(v, c, "a time with nine digits behind the second, as TO_VARCHAR(X, 'YYYY-MM-DD HH24:MI:SS.FF9') writes it");
  const date = new Date(Date.UTC(parts[1], parts[2] - 1, parts[3]));
  if (date.getUTCMonth() !== parts[2] - 1 || date.getUTCDate() !== Number(parts[3])) wrong(v, c, "a date of the calendar");
  if (v < "1678" || v >= "2262") wrong(v, c, "from 1678 to 2261: MLflow counts nanoseconds in 64 bits");
  return v.replace(" ", "T");
}`,
  },
};
