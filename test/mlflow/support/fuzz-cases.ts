import fc from "fast-check";
import { FieldPlace, FieldType, type Field } from "../../../src/mlflow/catalogue/types";
import type { FunctionDefinition } from "../../../src/mlflow/definitions/definition";
import { isQueryOnly } from "../../../src/mlflow/translators/query-only";
import { SERVICE_URL, invalid, translate, valid } from "./fuzz";
import { Catalogue } from "../../../src/mlflow/catalogue/catalogue";

/** What a caller gives, by the names of the fields. */
export type Values = Readonly<Record<string, unknown>>;

function fieldsOf(definition: FunctionDefinition): Field[] {
  const given = new Set([...definition.arguments.map((argument) => argument.field), ...definition.options]);
  return definition.operation.fields.filter((field) => given.has(field.name));
}

/** Valid calls of one function. */
export function validCall(definition: FunctionDefinition): fc.Arbitrary<Values> {
  const fields = fieldsOf(definition);
  const asked = definition.arguments.filter((argument) => argument.required).map((argument) => argument.field);
  const required = [...asked, ...fields.filter((field) => field.required).map((field) => field.name)];
  return fc
    .record(Object.fromEntries(fields.map((field) => [field.name, valid(field)])), { requiredKeys: required })
    .filter((values) => !holdsOwnTags(values));
}

/** Calls of one function with one thing wrong. */
export function invalidCall(definition: FunctionDefinition): fc.Arbitrary<Values> {
  const fields = fieldsOf(definition).filter((field) => field.type !== FieldType.JSON);
  return validCall(definition).chain((values) =>
    fc.constantFrom(...fields).chain((field) => {
      const wrong = invalid(field).map((value) => ({ ...values, [field.name]: value }));
      const needed = field.required && !field.now;
      return needed ? fc.oneof(wrong, fc.constant(without(values, field.name))) : wrong;
    }),
  );
}

function without(values: Values, name: string): Values {
  return Object.fromEntries(Object.entries(values).filter(([each]) => each !== name));
}

function holdsOwnTags(values: Values): boolean {
  return JSON.stringify(values.tags ?? []).includes('"snowflake.');
}

/** The arguments in their SQL order. */
export function argumentsOf(definition: FunctionDefinition, values: Values): unknown[] {
  const args = definition.arguments.map((argument) => values[argument.field] ?? null);
  if (definition.options.length + definition.ownOptions.length === 0) return args;
  const options = definition.options.filter((name) => name in values).map((name) => [name, values[name]]);
  const own = definition.ownOptions.includes("merge") ? [["merge", true]] : [];
  return [...args, Object.fromEntries([...options, ...own])];
}

/** What a value is to MLflow: whole numbers of 64 bits as text, an absent time left open. */
function meant(field: Field, value: unknown): unknown {
  if (field.map) {
    return Object.fromEntries(Object.entries(value as object).map(([name, item]) => [name, meantOne(field, item)]));
  }
  return field.repeated ? (value as unknown[]).map((item) => meantOne(field, item)) : meantOne(field, value);
}

function meantOne(field: Field, value: unknown): unknown {
  if (field.type === FieldType.INT64) return String(BigInt(value as string));
  if (field.type === FieldType.INT32) return Number(value);
  if (field.type === FieldType.DOUBLE) return Object.is(value, -0) ? 0 : value;
  if (field.type !== FieldType.MESSAGE) return value;
  const { fields } = Catalogue.message(field.message ?? "");
  const given = value as Record<string, unknown>;
  return Object.fromEntries(
    fields.filter((each) => each.name in given).map((each) => [each.name, meant(each, given[each.name])]),
  );
}

/** Reads a request as MLflow does, and compares every field that the caller gave. @returns what differs, undefined for nothing */
export function difference(
  { operation }: FunctionDefinition,
  values: Values,
  method: string,
  url: string,
  body: unknown,
): string | undefined {
  if (method !== operation.verb) return `method ${method}`;
  const [path = "", query = ""] = url.split("?");
  const pattern = new RegExp(`^${operation.path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
  const groups = pattern.exec(path)?.groups;
  if (pattern.exec(path) === null) return `path ${path}`;
  const inQuery = isQueryOnly(operation);
  if (query !== "" && !inQuery) return `query ${query}`;
  const received = inQuery ? fromQuery(query) : (body as Record<string, unknown>);
  for (const field of operation.fields) {
    const given = values[field.name];
    if (given === undefined) continue;
    const expected = meant(field, given);
    const places: unknown[] = [];
    if (field.place === FieldPlace.PATH) places.push(decodeURIComponent(groups?.[field.name] ?? ""));
    if (field.place !== FieldPlace.PATH || field.alsoInBody) places.push(received[field.name]);
    for (const actual of places) {
      const wanted = inQuery && field.place === FieldPlace.QUERY ? words(expected) : expected;
      if (!same(actual, wanted)) return `${field.name}: ${JSON.stringify(actual)} for ${JSON.stringify(wanted)}`;
    }
  }
  return undefined;
}

/** A query by key, as Flask reads it: each value text, a repeated key a list. */
function fromQuery(query: string): Record<string, unknown> {
  const found: Record<string, string[]> = {};
  for (const pair of query.split("&").filter((each) => each !== "")) {
    const [name = "", value = ""] = pair.split("=").map(decodeURIComponent);
    found[name] = [...(found[name] ?? []), value];
  }
  return found;
}

function words(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** Whether what arrived holds what was asked; the translator may add times and tags of its own. */
function same(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    if (expected.length === 0 && actual === undefined) return true;
    return Array.isArray(actual) && actual.length >= expected.length && expected.every((e, i) => same(actual[i], e));
  }
  if (expected === null || typeof expected !== "object") return Object.is(actual, expected);
  if (actual === null || typeof actual !== "object") return false;
  return Object.entries(expected).every(([name, value]) => same((actual as Record<string, unknown>)[name], value));
}

/** One case: a valid call arrives as asked, an invalid one sends nothing. @returns what is wrong, undefined for nothing */
export function problemOf(definition: FunctionDefinition, values: Values, isValid: boolean): string | undefined {
  const outcome = translate(definition, argumentsOf(definition, values));
  if ("refused" in outcome) return isValid ? outcome.refused : undefined;
  const { urlSuffix, body } = outcome.sent;
  if (!isValid) return `was sent: ${urlSuffix} ${JSON.stringify(body)?.slice(0, 300)}`;
  const [joined = ""] = `${SERVICE_URL}${urlSuffix}`.replace(/^https:\/\//, "").split("?");
  if (/\/\/|\/$/.test(joined)) return `a doubled or trailing slash: ${joined}`;
  const [, verb = "", url = ""] = /^(\w+)(\/.*)$/.exec(urlSuffix) ?? [];
  return difference(definition, values, verb.toUpperCase(), url, body);
}
