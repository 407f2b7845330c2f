import fc from "fast-check";
import { createContext, Script } from "node:vm";
import { Catalogue } from "../../../src/mlflow/catalogue/catalogue";
import { FieldFormat, FieldPlace, FieldType, type Field } from "../../../src/mlflow/catalogue/types";
import type { FunctionDefinition } from "../../../src/mlflow/definitions/definition";
import { requestTranslator } from "../../../src/mlflow/translators/request";
import { CONTEXT, MAX_URL, type Translated } from "./translators";

/** Address of the gateway, as an API integration has it: Snowflake appends a translator's suffix to it. */
export const SERVICE_URL = "https://gateway/dev/";

/** What a translator made of a call: a request, or a message and nothing to send. */
export type Outcome = { readonly sent: Translated } | { readonly refused: string };

const runners = new Map<string, (event: string) => string>();

/** Translates a call in a fresh realm that is made once a function: 100,000 cases in little time. */
export function translate(definition: FunctionDefinition, args: unknown[]): Outcome {
  let runner = runners.get(definition.name);
  if (runner === undefined) {
    const source = `(function (EVENT_TEXT) { return JSON.stringify((function (EVENT) {${requestTranslator(definition, MAX_URL)}\n})(JSON.parse(EVENT_TEXT))); })`;
    runner = new Script(source).runInContext(createContext(Object.create(null) as object)) as (event: string) => string;
    runners.set(definition.name, runner);
  }
  const event = { body: { data: [[0, ...args]] }, serviceUrl: SERVICE_URL, contextHeaders: CONTEXT };
  try {
    return { sent: JSON.parse(runner(JSON.stringify(event))) as Translated };
  } catch (error) {
    return { refused: String((error as { message: unknown }).message) };
  }
}

const plain = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter((text) => !text.includes("\u0000"));
const word = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,20}$/);
const key = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_ :.-]{0,20}$/);
const digits = fc.bigInt({ min: 0n, max: 9_000_000_000_000_000_000n }).map(String);

const TEXTS: Record<FieldFormat, fc.Arbitrary<string>> = {
  [FieldFormat.KEY]: key,
  [FieldFormat.RUN_ID]: word,
  [FieldFormat.EXPERIMENT_ID]: digits,
  [FieldFormat.MODEL_NAME]: plain.filter((text) => /^[^/:]*[^/:\s][^/:]*$/.test(text)),
  [FieldFormat.LOGGED_MODEL_NAME]: plain.filter((text) => /^[^/:.%"']+$/.test(text)),
  [FieldFormat.VERSION]: digits,
  [FieldFormat.ALIAS]: word,
  [FieldFormat.NEW_ALIAS]: word.filter((text) => !/^(latest|v\d+)$/i.test(text)),
  [FieldFormat.NOT_EMPTY]: plain.filter((text) => text.trim() !== ""),
  [FieldFormat.LOCATION]: fc.stringMatching(/^(s3|gs|mlflow-artifacts|models|runs):\/[a-z0-9/._-]{1,20}$/),
};

function textOf(field: Field): fc.Arbitrary<string> {
  const any = field.format === undefined ? plain : TEXTS[field.format];
  if (field.place !== FieldPlace.PATH) return any;
  return any.filter((text) => !/[/\\]/.test(text) && text !== "." && text !== "..");
}

function whole(field: Field, min: bigint, max: bigint): fc.Arbitrary<string | number> {
  const least = field.minimum === undefined ? min : BigInt(field.minimum);
  const most = field.maximum === undefined ? max : BigInt(field.maximum);
  const exact = (value: bigint) =>
    value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : String(value);
  return fc.bigInt({ min: least, max: most }).chain((value) => fc.constantFrom(String(value), exact(value)));
}

function one(field: Field): fc.Arbitrary<unknown> {
  switch (field.type) {
    case FieldType.STRING:
      return textOf(field);
    case FieldType.BOOL:
      return fc.boolean();
    case FieldType.INT32:
      return whole(field, -2147483648n, 2147483647n);
    case FieldType.INT64: {
      // Smaller times look like seconds, which are refused.
      const isTime = field.now || field.nowForStatus !== undefined;
      return whole(isTime ? { ...field, minimum: 1e11 } : field, -9223372036854775808n, 9223372036854775807n);
    }
    case FieldType.DOUBLE:
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case FieldType.ENUM:
      return fc.constantFrom(...(field.values ?? []));
    case FieldType.MESSAGE:
      return message(Catalogue.message(field.message ?? "").fields);
    case FieldType.TIMESTAMP:
      return fc.constantFrom("2026-11-21T17:00:00Z", "2026-11-21T17:00:00.123+05:30");
    case FieldType.DURATION:
      return fc.constantFrom("3.5s", "0s", "-1.25s");
    case FieldType.JSON:
      return fc.constantFrom("x", 1, true, { a: [1, null] });
  }
}

function message(fields: Field[]): fc.Arbitrary<Record<string, unknown>> {
  const required = fields.filter((field) => field.required).map((field) => field.name);
  return fc.record(Object.fromEntries(fields.map((field) => [field.name, valid(field)])), { requiredKeys: required });
}

/** A value that MLflow takes. */
export function valid(field: Field): fc.Arbitrary<unknown> {
  const item = one(field);
  if (field.map) return fc.dictionary(word, item, { maxKeys: 3 });
  return field.repeated ? fc.array(item, { maxLength: 3, minLength: field.required ? 1 : 0 }) : item;
}

/** Values that MLflow must never see in a field. */
export function invalid(field: Field): fc.Arbitrary<unknown> {
  if (field.map) return fc.constantFrom(1, "x{", [1], true);
  if (field.repeated) return fc.constantFrom(1, "[", { a: 1 }, true, [null]);
  switch (field.type) {
    case FieldType.STRING: {
      const local = field.format === FieldFormat.LOCATION ? ["/tmp/a", "a/b", "file:///a", "FILE:a", "C:\\a"] : [];
      const tooLong = field.maxLength === undefined ? [] : ["x".repeat(field.maxLength + 1)];
      return fc.constantFrom<unknown>(1, true, { a: 1 }, ["a"], "\u0000", "\ud800", ...tooLong, ...local);
    }
    case FieldType.BOOL:
      return fc.constantFrom<unknown>("true", 1, {});
    case FieldType.INT32:
      return fc.constantFrom<unknown>("x", 1.5, 2 ** 31, true, "1e3", "");
    case FieldType.INT64:
      if (field.now) return fc.constantFrom<unknown>("x", -1, 1_795_280_400, "1795280400", 99_999_999_999);
      return fc.constantFrom<unknown>("x", 1.5, "9223372036854775808", 2 ** 53, true, "");
    case FieldType.DOUBLE:
      return fc.constantFrom<unknown>("x", "inf", "-Infinity", true, {});
    case FieldType.ENUM:
      return fc.constantFrom<unknown>("NONE", 1, "");
    case FieldType.MESSAGE:
      return fc.constantFrom<unknown>(1, "x{", [1], { unknown_field: 1 });
    case FieldType.TIMESTAMP:
    case FieldType.DURATION:
      return fc.constantFrom<unknown>("yesterday", 1, "");
    case FieldType.JSON:
      throw new Error("every JSON value is valid");
  }
}
