import { Catalogue } from "../catalogue/catalogue";
import { FieldFormat, FieldType, type Field } from "../catalogue/types";

const PATTERNS: Partial<Record<FieldFormat, { pattern: string; words: string }>> = {
  [FieldFormat.RUN_ID]: { pattern: "/^[a-zA-Z0-9][\\w-]{0,255}$/", words: "the id of a run" },
  [FieldFormat.EXPERIMENT_ID]: { pattern: "/^\\d{1,19}$/", words: "the id of an experiment, in digits" },
  [FieldFormat.MODEL_NAME]: { pattern: "/^[^\\/:]*[^\\/:\\s][^\\/:]*$/", words: "a name without / and :" },
  [FieldFormat.LOGGED_MODEL_NAME]: { pattern: "/^[^\\/:.%\"']+$/", words: "a name without / : . % and quotes" },
  [FieldFormat.VERSION]: { pattern: "/^\\d{1,19}$/", words: "the number of a version, in digits" },
  [FieldFormat.ALIAS]: { pattern: "/^[\\w-]+$/", words: "an alias of letters, digits, _ and -" },
  [FieldFormat.NEW_ALIAS]: { pattern: "/^[\\w-]+$/", words: "an alias of letters, digits, _ and -" },
};
const WRAPPERS: Partial<Record<FieldFormat, string>> = {
  [FieldFormat.KEY]: "key",
  [FieldFormat.NOT_EMPTY]: "notEmpty",
  [FieldFormat.NEW_ALIAS]: "newAlias",
};
// RFC 3339 in full would be longer; the server parses the rest.
const MOMENT = {
  pattern: "/^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})$/",
  words: "a time as in RFC 3339",
};
const LENGTH = { pattern: "/^-?\\d+(\\.\\d{1,9})?s$/", words: "a length of time in seconds, such as 3.5s" };

/** The arguments of a call, without the ones at the end that are not set. */
function call(name: string, ...args: unknown[]): string {
  while (args.length > 0 && args[args.length - 1] === undefined) args.pop();
  return `${name}(${["f", "v", ...args.map((a) => (a === undefined ? "undefined" : String(a)))].join(", ")})`;
}

function matching(value: string, rule: { pattern: string; words: string }): string {
  return `matching(f, ${value}, ${rule.pattern}, ${JSON.stringify(rule.words)})`;
}

function textReader(field: Field): string {
  let source = call("text", field.maxLength);
  if (field.format === undefined) return source;
  const pattern = PATTERNS[field.format];
  if (pattern) source = matching(source, pattern);
  const wrapper = WRAPPERS[field.format];
  return wrapper ? `${wrapper}(f, ${source})` : source;
}

function valueReader(field: Field, refusesNan: boolean): string {
  switch (field.type) {
    case FieldType.STRING:
      return textReader(field);
    case FieldType.BOOL:
      return call("bool");
    case FieldType.INT32:
    case FieldType.INT64:
      return call(field.type, field.minimum, field.maximum);
    case FieldType.DOUBLE:
      return call("double", (field.nan ?? false) && !refusesNan);
    case FieldType.ENUM:
      return call("choice", JSON.stringify(field.values));
    case FieldType.MESSAGE:
      return call("message", tableName(field.message ?? ""));
    case FieldType.TIMESTAMP:
      return matching(call("text"), MOMENT);
    case FieldType.DURATION:
      return matching(call("text"), LENGTH);
    case FieldType.JSON:
      return "v";
  }
}

/** The source of a function that reads one field: `(f, v) => text(f, v, 250)`. */
export function reader(field: Field, refusesNan: boolean): string {
  const one = `(f, v) => ${valueReader(field, refusesNan)}`;
  if (field.repeated) return `(f, v) => ${call("list", one, field.maxItems)}`;
  if (field.map) return `(f, v) => ${call("dictionary", one)}`;
  return one;
}

/** The name of the table that describes a message. */
export function tableName(message: string): string {
  return message
    .replace(/^mlflow\./, "")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/\./g, "_")
    .toUpperCase();
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
