import { isObject, type JsonObject } from "../../../../core/json";

/** An expression that Resource Manager refuses, or that the rehearsal does not know. */
export class TemplateError extends Error {}

const TOKEN = /\s*('(?:[^']|'')*'|[A-Za-z][A-Za-z0-9]*|\d+|[(),])/y;

/**
 * A template's value with its expressions evaluated: parameters, concat and format.
 * @see https://learn.microsoft.com/en-us/azure/azure-resource-manager/templates/template-expressions
 * @throws TemplateError for every other function
 */
export function evaluate(value: unknown, parameters: JsonObject): unknown {
  if (Array.isArray(value)) return value.map((each) => evaluate(each, parameters));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, evaluate(each, parameters)]));
  if (typeof value !== "string" || !/^\[[^[].*\]$/s.test(value)) return value;
  const tokens = tokensOf(value.slice(1, -1));
  const result = expression(tokens, parameters);
  if (tokens.length > 0) throw new TemplateError(`the language expression '${value}' is not valid`);
  return result;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text)?.[1];
    if (found === undefined)
      throw new TemplateError(`unexpected '${text.slice(at)}' in the language expression '${text}'`);
    tokens.push(found);
  }
  return tokens;
}

function expression(tokens: string[], parameters: JsonObject): unknown {
  const token = tokens.shift() ?? "";
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (/^\d+$/.test(token)) return Number(token);
  if (tokens.shift() !== "(") throw new TemplateError(`the function '${token}' needs arguments in parentheses`);
  const given: unknown[] = [];
  while (tokens.length > 0 && tokens[0] !== ")") {
    given.push(expression(tokens, parameters));
    if (tokens[0] === ",") tokens.shift();
  }
  if (tokens.shift() !== ")") throw new TemplateError(`the function '${token}' is not closed`);
  return call(token, given, parameters);
}

function call(name: string, given: readonly unknown[], parameters: JsonObject): unknown {
  const [first, ...rest] = given.map((each) => (typeof each === "string" ? each : String(each)));
  switch (name) {
    case "parameters":
      if (first === undefined || !(first in parameters))
        throw new TemplateError(`The template parameter '${first ?? ""}' is not found.`);
      return parameters[first];
    case "concat":
      return [first ?? "", ...rest].join("");
    case "format":
      return (first ?? "").replace(/\{(\d+)\}/g, (_, index: string) => rest[Number(index)] ?? "");
    default:
      throw new TemplateError(`the rehearsal does not know the template function '${name}'`);
  }
}
