import fc from "fast-check";
import { Catalogue } from "../../../src/mlflow";
import { FieldType, type Field } from "../../../src/mlflow/catalogue/types";
import type { ArgumentDefinition, FunctionDefinition } from "../../../src/mlflow/definitions/definition";
import { SqlType } from "../../../src/snowflake";
import { valid } from "./fuzz";

/** A call of a function that must fail before anything is sent. */
export interface Refusal {
  /** For the report: `without METRICS[0].key`, `with a wrong STATUS`. */
  readonly what: string;
  readonly args: unknown[];
  /** What Snowflake's message must hold. */
  readonly message: string;
}

/** One wrong value of a field, and the place that the message names. */
interface Fault {
  readonly where: string;
  readonly value: unknown;
}

/** Values that are not of a field's type; JSON takes every value. */
function wrongTypes(field: Field, where: string): Fault[] {
  if (field.type === FieldType.JSON) return [];
  const value = field.type === FieldType.BOOL ? "yes" : field.type === FieldType.STRING ? 1 : true;
  if (field.repeated) return [{ where: `${where}[0]`, value: [value] }];
  return field.map ? [{ where: `${where}.a`, value: { a: value } }] : [{ where, value }];
}

/** Values that lack one required field of a message each. */
function lacking(field: Field, where: string): Fault[] {
  if (field.type !== FieldType.MESSAGE) return [];
  const { fields } = Catalogue.message(field.message ?? "");
  const whole = Object.fromEntries(
    fields.map((each) => [each.name, fc.sample(valid(each), { seed: 1, numRuns: 1 })[0]]),
  );
  return fields.flatMap((each) => {
    const inside = `${field.repeated ? `${where}[0]` : where}.${each.name}`;
    const left = each.required && !each.now ? [{ where: inside, value: undefined }] : [];
    return [...left, ...lacking(each, inside)].map((fault) => {
      const value = { ...whole, [each.name]: fault.value };
      return { where: fault.where, value: field.repeated ? [value] : value };
    });
  });
}

/** How a statement gives an argument of a wrong type, and the message; what SQL itself can tell, Snowflake refuses. */
function wrongArguments(
  { name, type }: ArgumentDefinition,
  field: Field,
  functionName: string,
): { value: unknown; message: string }[] {
  if (type === SqlType.BOOLEAN) return [{ value: "x", message: "Boolean value 'x' is not recognized" }];
  if (type === SqlType.NUMBER || type === SqlType.FLOAT)
    return [{ value: "x", message: "Numeric value 'x' is not recognized" }];
  if (type === SqlType.VARCHAR && field.type === FieldType.STRING)
    return [{ value: {}, message: `Invalid argument types for function '${functionName}'` }];
  if (type === SqlType.VARCHAR) return [{ value: "x", message: `${functionName}: ${name} must be ` }];
  const faults =
    type === SqlType.OBJECT && !field.map
      ? Catalogue.message(field.message ?? "").fields.flatMap((each) =>
          wrongTypes(each, `${name}.${each.name}`).map(({ where, value }) => ({
            where,
            value: { [each.name]: value },
          })),
        )
      : wrongTypes(field, name);
  return faults.map(({ where, value }) => ({ value, message: `${functionName}: ${where} must be ` }));
}

/**
 * Calls that leave out each required field, those of messages too, and calls with a wrong type in each argument and each option.
 * @param given arguments of a valid call
 */
export function refusals(definition: FunctionDefinition, given: readonly unknown[]): Refusal[] {
  const { name, operation } = definition;
  const named = (wanted: string): Field => {
    const found = operation.fields.find((each) => each.name === wanted);
    if (found === undefined) throw new Error(`${operation.rpc} has no field ${wanted}`);
    return found;
  };
  const missing = (where: string, args: unknown[]): Refusal => ({
    what: `without ${where}`,
    args,
    message: `${name}: ${where} is required: it must not be NULL`,
  });
  const inArguments = definition.arguments.flatMap((argument, index): Refusal[] => {
    const field = named(argument.field);
    const put = (value: unknown) => given.map((other, place) => (place === index ? value : other));
    return [
      ...(field.required && !field.now ? [missing(argument.name, put(null))] : []),
      ...lacking(field, argument.name).map(({ where, value }) => missing(where, put(value))),
      ...wrongArguments(argument, field, name).map(({ value, message }) => ({
        what: `with a wrong ${argument.name}`,
        args: put(value),
        message,
      })),
    ];
  });
  const inOptions = definition.options.flatMap((option): Refusal[] => {
    const field = named(option);
    const put = (value: unknown) => [...given.slice(0, definition.arguments.length), { [option]: value }];
    return [
      ...lacking(field, `OPTIONS.${option}`).map(({ where, value }) => missing(where, put(value))),
      ...wrongTypes(field, `OPTIONS.${option}`).map(({ where, value }) => ({
        what: `with a wrong ${where}`,
        args: put(value),
        message: `${name}: ${where} must be `,
      })),
    ];
  });
  return [...inArguments, ...inOptions];
}
