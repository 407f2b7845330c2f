import { SqlType } from "../../snowflake";
import { Catalogue } from "../catalogue/catalogue";
import { FunctionNames } from "../catalogue/names";
import { FieldType, HttpVerb, RetrySafety, type Field, type Operation, type OperationGroup } from "../catalogue/types";
import type { ArgumentDefinition, FunctionDefinition } from "./definition";
import { ErrorMode } from "./error-mode";

/** Optional fields that are arguments, after the required ones: without them the function has no use. */
const ALSO_ARGUMENTS: Record<string, string[]> = {
  logBatch: ["metrics", "params", "tags"],
};

/** Options of the translators. */
const OWN_OPTIONS: Record<string, string[]> = {
  logBatch: ["merge", "equal_points"],
};

const RETRIES: Record<RetrySafety, string> = {
  [RetrySafety.SAFE]: "",
  [RetrySafety.SAFE_WITH_TIMESTAMP]: " A repeated request logs the same point.",
  [RetrySafety.REPEAT_FAILS]: " A request that Snowflake repeats fails although the first one succeeded.",
  [RetrySafety.NEW_OBJECT]: " A request that Snowflake repeats makes another object.",
};

/** The SQL functions of groups: one for each operation. */
export function restSet(groups: OperationGroup[], errors: ErrorMode): FunctionDefinition[] {
  return Catalogue.operations(groups)
    .filter((operation) => Catalogue.operation(operation.rpc) === operation)
    .map((operation) => define(operation, errors));
}

function define(operation: Operation, errors: ErrorMode): FunctionDefinition {
  const also = ALSO_ARGUMENTS[operation.rpc] ?? [];
  const args = [
    ...operation.fields.filter((field) => field.required),
    ...also.flatMap((name) => operation.fields.filter((field) => field.name === name)),
  ];
  const options = operation.fields.filter((field) => !args.includes(field)).map((field) => field.name);
  const ownOptions = OWN_OPTIONS[operation.rpc] ?? [];
  return {
    name: FunctionNames.of(operation),
    id: operation.rpc.charAt(0).toUpperCase() + operation.rpc.slice(1),
    operation,
    arguments: args.map(argument),
    options,
    ownOptions,
    constants: {},
    errors,
    refusesNan: false,
    comment: comment(operation, args, [...options, ...ownOptions]),
  };
}

function argument(field: Field): ArgumentDefinition {
  return { name: field.name.toUpperCase(), type: sqlType(field), field: field.name };
}

/** Whole numbers of 64 bits are text: a NUMBER would be converted to a JavaScript double. Snowflake converts between the two implicitly. */
function sqlType(field: Field): SqlType {
  if (field.repeated) return SqlType.ARRAY;
  if (field.map || field.type === FieldType.MESSAGE) return SqlType.OBJECT;
  switch (field.type) {
    case FieldType.BOOL:
      return SqlType.BOOLEAN;
    case FieldType.INT32:
      return SqlType.NUMBER;
    case FieldType.DOUBLE:
      return SqlType.FLOAT;
    case FieldType.JSON:
      return SqlType.VARIANT;
    default:
      return SqlType.VARCHAR;
  }
}

function comment(operation: Operation, args: Field[], options: string[]): string {
  const route = `${operation.summary}: ${operation.rpc} of MLflow, ${operation.verb} ${operation.path}.`;
  const absent = ({ now, required }: Field) => (now ? " (NULL: now)" : required ? "" : " (NULL: none)");
  const named = args.map((field) => `${field.name.toUpperCase()}${absent(field)}`);
  const needed = named.length === 0 ? "" : ` Arguments: ${named.join(", ")}.`;
  const optional = options.length === 0 ? "" : ` OPTIONS (NULL: none): ${options.join(", ")}.`;
  const retries = operation.verb === HttpVerb.GET ? "" : RETRIES[operation.retry];
  return `${route}${needed}${optional}${retries} See https://mlflow.org/docs/latest/api_reference/rest-api.html`;
}
