import { isObject, type JsonObject } from "../../../../core/json";

/** Ends with what is wrong with an expression: what Resource Manager refuses, or what the rehearsal does not know. */
type Invalid = (message: string) => never;

/**
 * A template's value with its expressions evaluated: parameters, concat and format. Every other function is invalid.
 * @see https://learn.microsoft.com/en-us/azure/azure-resource-manager/templates/template-expressions
 */
export function evaluate(value: unknown, parameters: JsonObject, invalid: Invalid): unknown {
  if (Array.isArray(value)) return value.map((each) => evaluate(each, parameters, invalid));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, evaluate(each, parameters, invalid)]));
  if (typeof value !== "string" || !/^\[[^[].*\]$/s.test(value)) return value;
  return call(parsed(value, invalid), parameters, invalid);
}

/** A call as a list of its name and its arguments: `concat('a', 'b')` as `["concat", {"text": "a"}, {"text": "b"}]`. */
function parsed(expression: string, invalid: Invalid): unknown {
  const token = /'((?:[^']|'')*)'|([A-Za-z][A-Za-z0-9]*)\s*\(|\)/g;
  const json = expression.slice(1, -1).replace(token, (_, literal?: string, name?: string) => {
    if (literal !== undefined) return JSON.stringify({ text: literal.replaceAll("''", "'") });
    return name === undefined ? "]" : `["${name}",`;
  });
  try {
    return JSON.parse(json.replace(/,\s*\]/g, "]"));
  } catch {
    return invalid(`the language expression '${expression}' is not valid`);
  }
}

function call(written: unknown, parameters: JsonObject, invalid: Invalid): unknown {
  if (isObject(written)) return written.text;
  if (!Array.isArray(written)) return written;
  const [name, ...given] = written as unknown[];
  const [first = "", ...rest] = given.map((each) => String(call(each, parameters, invalid)));
  switch (name) {
    case "parameters":
      return first in parameters ? parameters[first] : invalid(`The template parameter '${first}' is not found.`);
    case "concat":
      return [first, ...rest].join("");
    case "format":
      return first.replace(/\{(\d+)\}/g, (_, index: string) => rest[Number(index)] ?? "");
    default:
      return invalid(`the rehearsal does not know the template function '${String(name)}'`);
  }
}
