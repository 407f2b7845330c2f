import { Catalogue } from "../catalogue/catalogue";
import { FieldPlace, FieldType, HttpVerb, type Field } from "../catalogue/types";
import type { FunctionDefinition } from "../functions/definition";
import { preludeFor } from "./prelude";
import { messagesOf, reader, tableName } from "./readers";

/**
 * The JavaScript of a function's request translator.
 *
 * It refuses what MLflow's server takes without a word, and builds the request that the method proxy expects: the verb and the path
 * behind the gateway's address, GET arguments in the query, all others as a JSON body.
 */
export function requestTranslator(definition: FunctionDefinition, maxUrlLength: number): string {
  const { operation } = definition;
  const used = operation.fields.filter((field) => isUsed(field, definition));
  const body = [
    ...messagesOf(used).map((name) => table(tableName(name), Catalogue.message(name).fields, definition)),
    table("REQUEST", used, definition),
    `const ARGUMENTS = ${JSON.stringify(Object.fromEntries(definition.arguments.map((a) => [a.field, a.name])))};`,
    ...given(definition),
    `const request = fields(given, REQUEST, (name) => ARGUMENTS[name] || ${definition.options.length > 0 ? '"OPTIONS." + name' : "name"});`,
    ...afterwards(definition),
    ...address(definition),
  ].join("\n");
  return [
    `// Request translator of ${definition.name}: ${operation.verb} ${operation.path}`,
    '"use strict";',
    `const FUNCTION = ${JSON.stringify(definition.name)};`,
    `const MAX_URL = ${maxUrlLength};`,
    preludeFor(body),
    body,
    "",
  ].join("\n");
}

function isUsed(field: Field, definition: FunctionDefinition): boolean {
  const byCaller = definition.arguments.some((a) => a.field === field.name) || definition.options.includes(field.name);
  return byCaller || whenAbsent(definition.constants[field.name], field) !== undefined;
}

function table(name: string, fields: Field[], definition: FunctionDefinition): string {
  const rows = fields.map((field) => {
    const parts = [`name: ${JSON.stringify(field.name)}`];
    const isRequest = name === "REQUEST";
    const argument = isRequest ? definition.arguments.find((a) => a.field === field.name) : undefined;
    const absent = whenAbsent(isRequest ? definition.constants[field.name] : undefined, field);
    if (absent) parts.push(`absent: ${absent}`);
    else if (field.required || argument?.required) parts.push("required: true");
    const read = argument?.asNameFilter
      ? "(f, v) => nameFilter(f, notEmpty(f, text(f, v, 500)))"
      : reader(field, definition.refusesNan);
    return `  { ${parts.join(", ")}, read: ${read} },`;
  });
  return [`const ${name} = [`, ...rows, "];"].join("\n");
}

/** What stands for a field that the caller does not give. */
function whenAbsent(constant: string | number | undefined, field: Field): string | undefined {
  const value = constant ?? field.fallback;
  if (value !== undefined) {
    return `() => ${JSON.stringify(field.type === FieldType.INT64 ? String(value) : value)}`;
  }
  return field.now ? "statementTime" : undefined;
}

function given(definition: FunctionDefinition): string[] {
  const args = definition.arguments;
  const count = args.length + (definition.options.length > 0 ? 1 : 0);
  const values = args.map((a, index) => `${a.field}: row[${index + 1}]`);
  const object = `{ ${values.join(", ")} }`;
  return [
    `const row = onlyRow(${count});`,
    definition.options.length > 0
      ? `const given = withOptions(${object}, ${JSON.stringify(definition.options)}, row[${count}]);`
      : `const given = ${object};`,
  ];
}

function afterwards(definition: FunctionDefinition): string[] {
  const { fields, maxItemsTogether, rpc } = definition.operation;
  const lines: string[] = [];
  for (const field of fields) {
    if (field.nowForStatus === undefined) continue;
    const ended = `${JSON.stringify(field.nowForStatus)}.indexOf(request.status) >= 0`;
    lines.push(
      `if (${ended} && !isGiven(request.${field.name})) request.${field.name} = statementTime("${field.name}");`,
    );
  }
  if (maxItemsTogether !== undefined) {
    const lists = fields.filter((field) => field.repeated).map((field) => field.name);
    lines.push(`together(request, ${JSON.stringify(lists)}, ${maxItemsTogether});`);
  }
  if (rpc === "createRun") lines.push('request.tags = withIdentity("OPTIONS.tags", request.tags);');
  return lines;
}

function address(definition: FunctionDefinition): string[] {
  const { verb, path, fields } = definition.operation;
  const inPath = fields.filter((field) => field.place === FieldPlace.PATH);
  const where = (name: string): string => definition.arguments.find((a) => a.field === name)?.name ?? `OPTIONS.${name}`;
  const pieces = `${verb.toLowerCase()}${path}`
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== "")
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      return name === undefined ? JSON.stringify(piece) : `segment("${where(name)}", request.${name})`;
    });
  const lines = [`const path = ${pieces.join(" + ")};`];
  for (const field of inPath) if (!field.alsoInBody) lines.push(`delete request.${field.name};`);
  const data = `translatorData: { errors: ${JSON.stringify(definition.errors)} }`;
  lines.push(
    verb === HttpVerb.GET
      ? `return { urlSuffix: addressed(path + queryOf(request)), ${data} };`
      : `return { urlSuffix: addressed(path), body: request, ${data} };`,
  );
  return lines;
}
