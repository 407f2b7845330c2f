import { Catalogue } from "../catalogue/catalogue";
import { FieldPlace, FieldType, type Field } from "../catalogue/types";
import type { FunctionDefinition } from "../definitions/definition";
import { preludeFor } from "./prelude";
import { takeRow } from "./prelude/basics";
import { isQueryOnly } from "./query-only";
import { messagesOf, readerName, reading } from "./readers";

/**
 * The JavaScript of a function's request translator.
 *
 * It refuses invalid values that MLflow's server accepts, and builds the request that the method proxy expects: the verb and the path
 * behind the gateway's address, and the arguments as a JSON body, those of a GET too. It consists of plain statements, one for each
 * field, because Snowflake evaluates the whole text at every call.
 */
export function requestTranslator(definition: FunctionDefinition, maxUrlLength: number): string {
  const { operation } = definition;
  const used = operation.fields.filter((field) => isUsed(field, definition));
  const body = [
    ...messagesOf(used).flatMap((name) => messageReader(name, definition.refusesNan)),
    ...takeArguments(definition),
    "const request = {};",
    ...used.flatMap((field) => readField(field, definition)),
    ...afterwards(definition),
    ...address(definition),
  ].join("\n");
  return [
    `// Request translator of ${definition.name}: ${operation.verb} ${operation.path}`,
    '"use strict";',
    `let at = "${definition.name}: ";`,
    ...(body.includes("addressed(") ? [`const MAX_URL = ${maxUrlLength};`] : []),
    preludeFor(body),
    body,
    "",
  ].join("\n");
}

function isUsed(field: Field, definition: FunctionDefinition): boolean {
  return source(field, definition) !== undefined || whenAbsent(field, definition) !== undefined;
}

/** The source of a field's value: its name in messages, and the expression. */
function source(field: Field, definition: FunctionDefinition): { where: string; value: string } | undefined {
  const index = definition.arguments.findIndex((a) => a.field === field.name);
  const argument = definition.arguments[index];
  if (argument !== undefined) return { where: JSON.stringify(argument.name), value: `row[${index + 1}]` };
  if (!definition.options.includes(field.name)) return undefined;
  return { where: JSON.stringify(`OPTIONS.${field.name}`), value: `options.${field.name}` };
}

/** The expression for a field that the caller does not set. */
function whenAbsent(field: Field, definition?: FunctionDefinition): string | undefined {
  const value = definition?.constants[field.name] ?? field.fallback;
  if (value !== undefined) return JSON.stringify(field.type === FieldType.INT64 ? String(value) : value);
  return field.now ? "statementTime" : undefined;
}

/** The statements that read one field into `target`. */
function readInto(
  target: string,
  reader: string,
  value: string,
  absent: string | undefined,
  required: boolean,
): string {
  if (absent !== undefined) return `${target} = isGiven(${value}) ? ${reader} : ${absent};`;
  return required ? `${target} = ${reader};` : `if (isGiven(${value})) ${target} = ${reader};`;
}

function messageReader(name: string, refusesNan: boolean): string[] {
  const { fields } = Catalogue.message(name);
  const known = fields.map((field) => `${field.name}: true`).join(", ");
  return [
    `function ${readerName(name)}(field, value) {`,
    "  const before = at;",
    `  const source = message(field, value, { ${known} });`,
    "  const target = {};",
    ...fields.map((field) => {
      const value = `source.${field.name}`;
      const reader = reading(field, JSON.stringify(field.name), value, refusesNan);
      return `  ${readInto(`target.${field.name}`, reader, value, whenAbsent(field), field.required ?? false)}`;
    }),
    "  at = before;",
    "  return target;",
    "}",
  ];
}

function takeArguments(definition: FunctionDefinition): string[] {
  const options = [...definition.options, ...definition.ownOptions];
  if (options.length === 0) return [takeRow(definition.arguments.length)];
  const count = definition.arguments.length + 1;
  const known = options.map((name) => `${name}: true`).join(", ");
  return [takeRow(count), `const options = optionsOf(row[${count}], { ${known} });`];
}

/** A path field that is not in the body. */
function local(field: Field): string {
  return `${field.name}_in_path`;
}

function readField(field: Field, definition: FunctionDefinition): string {
  const inBody = field.place !== FieldPlace.PATH || field.alsoInBody;
  const target = inBody ? `request.${field.name}` : `const ${local(field)}`;
  const absent = whenAbsent(field, definition);
  const from = source(field, definition);
  if (from === undefined) return `${target} = ${absent};`;
  const argument = definition.arguments.find((a) => a.field === field.name);
  const reader = argument?.asNameFilter
    ? `nameFilter(${from.where}, notEmpty(${from.where}, text(${from.where}, ${from.value}, 500)))`
    : reading(field, from.where, from.value, definition.refusesNan);
  return readInto(target, reader, from.value, absent, field.required ?? argument?.required ?? false);
}

function afterwards(definition: FunctionDefinition): string[] {
  const { fields, maxItemsTogether, rpc } = definition.operation;
  const lines: string[] = [];
  for (const field of fields) {
    if (field.nowForStatus === undefined) continue;
    const ended = `${JSON.stringify(field.nowForStatus)}.indexOf(request.status) >= 0`;
    lines.push(`if (${ended} && !isGiven(request.${field.name})) request.${field.name} = statementTime;`);
  }
  if (maxItemsTogether !== undefined) {
    const lists = fields.filter((field) => field.repeated).map((field) => field.name);
    lines.push(`together(request, ${JSON.stringify(lists)}, ${maxItemsTogether});`);
  }
  if (definition.ownOptions.includes("merge")) lines.push("distinctPoints(request.metrics, options);");
  if (rpc === "createRun")
    lines.push(
      definition.options.includes("tags")
        ? 'request.tags = withIdentity("OPTIONS.tags", request.tags || []);'
        : "request.tags = identity();",
    );
  return lines;
}

function address(definition: FunctionDefinition): string[] {
  const { verb, path, fields } = definition.operation;
  const pieces = `${verb.toLowerCase()}${path}`
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== "")
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      const field = fields.find((f) => f.name === name);
      if (field === undefined) return JSON.stringify(piece);
      const value = field.alsoInBody ? `request.${field.name}` : local(field);
      return `segment(${source(field, definition)?.where}, ${value})`;
    });
  const inQuery = isQueryOnly(definition.operation);
  if (inQuery) pieces.push("queryOf(request)");
  const suffix = pieces.length === 1 ? pieces.join("") : `addressed(${pieces.join(" + ")})`;
  const body = inQuery ? "" : "body: request, ";
  return [`return { urlSuffix: ${suffix}, ${body}translatorData: { errors: ${JSON.stringify(definition.errors)} } };`];
}
