import { Catalogue } from "../catalogue/catalogue";
import { FieldFormat, FieldType, type Field } from "../catalogue/types";

interface Rule {
  readonly pattern: string;
  readonly words: string;
}

/** Formats that a pattern defines completely, with type and length. */
const PATTERNS: Partial<Record<FieldFormat, Rule>> = {
  [FieldFormat.RUN_ID]: { pattern: "/^[a-zA-Z0-9][\\w-]{0,255}$/", words: "the id of a run" },
  [FieldFormat.EXPERIMENT_ID]: { pattern: "/^\\d{1,19}$/", words: "the id of an experiment, in digits" },
  [FieldFormat.VERSION]: { pattern: "/^\\d{1,19}$/", words: "the number of a version, in digits" },
  [FieldFormat.ALIAS]: { pattern: "/^[\\w-]{1,255}$/", words: "an alias of letters, digits, _ and -" },
  [FieldFormat.NEW_ALIAS]: { pattern: "/^[\\w-]{1,255}$/", words: "an alias of letters, digits, _ and -" },
};
const NAMES: Partial<Record<FieldFormat, Rule>> = {
  [FieldFormat.MODEL_NAME]: { pattern: "/^[^\\/:]*[^\\/:\\s][^\\/:]*$/", words: "a name without / and :" },
  [FieldFormat.LOGGED_MODEL_NAME]: { pattern: "/^[^\\/:.%\"']+$/", words: "a name without / : . % and quotes" },
  [FieldFormat.LOCATION]: {
    pattern: "/^(?!file:)[a-z][a-z0-9+.-]+:./i",
    words: "a URI other than file:, such as s3://bucket/path",
  },
};
// RFC 3339 in full would be longer; the server parses the rest.
const MOMENT = {
  pattern: "/^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})$/",
  words: "a time as in RFC 3339",
};
const LENGTH = { pattern: "/^-?\\d+(\\.\\d{1,9})?s$/", words: "a length of time in seconds, such as 3.5s" };

/** The message that can occur most often in a request. */
const POINT = "mlflow.Metric";

/** The arguments of a call, without unset ones at the end. */
function call(name: string, ...args: unknown[]): string {
  while (args.length > 0 && args[args.length - 1] === undefined) args.pop();
  return `${name}(${["f", "v", ...args.map((a) => (a === undefined ? "undefined" : String(a)))].join(", ")})`;
}

function matching(value: string, rule: Rule): string {
  return `matching(f, ${value}, ${rule.pattern}, ${JSON.stringify(rule.words)})`;
}

function textReader(field: Field): string {
  const { format, maxLength } = field;
  if (format === undefined) return call("text", maxLength);
  if (format === FieldFormat.KEY) return call("key");
  if (format === FieldFormat.NOT_EMPTY) return `notEmpty(f, ${call("text", maxLength)})`;
  const name = NAMES[format];
  if (name) return matching(call("text", maxLength), name);
  const pattern = PATTERNS[format];
  if (pattern === undefined) throw new Error(`no reader for the format ${format}`);
  return format === FieldFormat.NEW_ALIAS ? `newAlias(f, ${matching("v", pattern)})` : matching("v", pattern);
}

/** Whether a field is a timestamp in milliseconds. */
function isTime(field: Field): boolean {
  return (field.now ?? false) || field.nowForStatus !== undefined;
}

function valueReader(field: Field, refusesNan: boolean): string {
  switch (field.type) {
    case FieldType.STRING:
      return textReader(field);
    case FieldType.BOOL:
      return call("bool");
    case FieldType.INT32:
      return call("int32", field.minimum, field.maximum);
    case FieldType.INT64:
      return call(isTime(field) ? "epoch" : "int64", field.minimum, field.maximum);
    case FieldType.DOUBLE:
      return call(field.nan && !refusesNan ? "double" : "finite");
    case FieldType.ENUM:
      return call("choice", JSON.stringify(field.values));
    case FieldType.MESSAGE:
      return call(readerName(field.message ?? ""));
    case FieldType.TIMESTAMP:
      return matching("v", MOMENT);
    case FieldType.DURATION:
      return matching("v", LENGTH);
    case FieldType.JSON:
      return "v";
  }
}

/**
 * The source of an expression that reads one field.
 * @param where source of the field's name in messages
 * @param value source of its value
 */
export function reading(field: Field, where: string, value: string, refusesNan: boolean): string {
  const item = valueReader(field, refusesNan);
  if (field.repeated || field.map) {
    const each = `(f, v) => ${field.message === POINT ? `isPlainPoint(v) ? plainPoint(v) : ${item}` : item}`;
    return field.repeated
      ? `list(${[where, value, each, ...(field.maxItems === undefined ? [] : [field.maxItems])].join(", ")})`
      : `dictionary(${where}, ${value}, ${each})`;
  }
  if (item === "v") return value;
  return item.replace(/\bf, v\b/, `${where}, ${value}`).replace(/\(f, /g, `(${where}, `);
}

/** The name of the function that reads a message: `readMetric`. */
export function readerName(message: string): string {
  return `read${message.replace(/^mlflow\./, "").replace(/(^|\.)(\w)/g, (_, _dot, letter: string) => letter.toUpperCase())}`;
}

/** The messages that fields use, each after the ones that it uses itself. */
export function messagesOf(fields: Field[], found: string[] = []): string[] {
  for (const { message } of fields) {
    if (message === undefined || found.includes(message)) continue;
    messagesOf(Catalogue.message(message).fields, found);
    found.push(message);
  }
  return found;
}
