import type { ModelColumn, ModelColumnType } from "./column";
import { SCORING_ADVICE } from "./errors";
import { literal } from "./literals";
import { BASICS, READERS } from "./readers";
import { ScoringProtocol } from "./settings";
import { COLUMN_FORMS } from "./sql-types";

/** What a request translator is made from. */
export interface RequestForm {
  /** Name of the function. */
  readonly name: string;
  readonly columns: readonly ModelColumn[];
  readonly protocol: ScoringProtocol;
  readonly takesObject: boolean;
  readonly maxPayloadBytes: number;
}

// A key that is no column would be ignored by the model: a misspelt optional column.
const OBJECTS = String.raw`
const KNOWN = new Set(COLUMNS);
const owns = Object.prototype.hasOwnProperty;
function features(value) {
  let source = value;
  if (typeof value === "string") try { source = JSON.parse(value); } catch (error) { source = null; }
  if (source === null || typeof source !== "object" || Array.isArray(source)) throw new Error(NAME + "row " + i + " of the batch must be an OBJECT with a key for each column");
  for (const key of Object.keys(source)) {
    if (!KNOWN.has(key)) throw new Error(NAME + "the key " + JSON.stringify(key) + " of row " + i + " of the batch is no column of the model");
  }
  return function (c) { return owns.call(source, COLUMNS[c]) ? source[COLUMNS[c]] : null; };
}`.trim();

/**
 * The JavaScript of a scoring function's request translator: one request for the rows of a batch, in their order.
 *
 * Each value reaches the model exactly, or the statement fails with column and row. Only in a `float` column it becomes the nearest 32-bit
 * number, which is what the column holds. Each column is read by an expression of its own, because a loop over columns takes longer.
 */
export function scoringRequest(form: RequestForm): string {
  const { columns, takesObject } = form;
  const count = takesObject ? 1 : columns.length;
  return [
    `// Request translator of ${form.name}`,
    '"use strict";',
    `const NAME = "${form.name}: ";`,
    `const COLUMNS = ${literal(columns.map(({ name }) => name))};`,
    `const REQUIRED = ${JSON.stringify(columns.map(({ required }) => ((required ?? true) ? 1 : 0)))};`,
    "let i = 0;",
    "let counted = 0;",
    "let v;",
    BASICS,
    ...readers(columns),
    ...(takesObject ? [OBJECTS] : []),
    "const rows = (EVENT.body || {}).data;",
    'if (!Array.isArray(rows) || rows.length === 0) throw new Error(NAME + "the request holds no rows");',
    "const data = [];",
    "for (; i < rows.length; i++) {",
    "  const row = rows[i];",
    `  if (!Array.isArray(row) || row.length !== ${count + 1} || row[0] !== i) throw new Error(NAME + "row " + i + " of the batch does not hold its number and ${count} arguments");`,
    ...(takesObject ? ["  const source = features(row[1]);"] : []),
    `  data.push(${rowOf(form)});`,
    "}",
    `const body = { ${form.protocol}: ${frame(form.protocol)} };`,
    size(form),
    "return { body: body, translatorData: { rows: rows.length } };",
    "",
  ].join("\n");
}

/** More columns than this would be more source than Snowflake takes: they are read in a loop. */
const MOST_EXPRESSIONS = 500;

/** The expression of a row for the model. */
function rowOf({ columns, takesObject }: RequestForm): string {
  if (columns.length > MOST_EXPRESSIONS) {
    const names = columns.map(({ type }) => READERS[type].name);
    const used = [...new Set(names)];
    const which = names.map((name) => used.indexOf(name)).join("");
    return `COLUMNS.map(function (name, c) { return [${used.join(", ")}]["${which}"[c]](source(c), c); })`;
  }
  const read = columns.map(({ type }, column) => {
    const { name, plain, value = "v" } = READERS[type];
    const taken = takesObject ? `source(${column})` : `row[${column + 1}]`;
    return `(v = ${taken}, ${plain}) ? ${value} : ${name}(v, ${column})`;
  });
  return `[${read.join(", ")}]`;
}

function frame(protocol: ScoringProtocol): string {
  return protocol === ScoringProtocol.INPUT_DATA
    ? "{ columns: COLUMNS, index: rows.map(function (row) { return row[0]; }), data: data }"
    : "{ columns: COLUMNS, data: data }";
}

/** The readers of the columns' types, each once. */
function readers(columns: readonly ModelColumn[]): string[] {
  const types = new Set<ModelColumnType>();
  for (const { type } of columns) for (const each of [...(READERS[type].needs ?? []), type]) types.add(each);
  return [...types].map((type) => READERS[type].source.trim());
}

/**
 * The check of the request's size. Bytes are counted only where the most that there can be is too much: six for each character, as JSON
 * writes a control character.
 */
function size({ columns, maxPayloadBytes }: RequestForm): string {
  const names = columns.map(({ name }) => name);
  const head = Buffer.byteLength(JSON.stringify(names)) + 64;
  const row = columns.reduce((sum, { type }) => sum + (COLUMN_FORMS[type].counted ? 3 : COLUMN_FORMS[type].bytes), 12);
  return String.raw`
if (${head} + ${row} * rows.length + 6 * counted > ${maxPayloadBytes}) {
  const bytes = encodeURIComponent(JSON.stringify(body)).replace(/%[0-9A-F]{2}/g, "_").length;
  if (bytes > ${maxPayloadBytes}) throw new Error(NAME + rows.length + " rows are " + bytes + " bytes: the endpoint accepts ${maxPayloadBytes}. ${SCORING_ADVICE}");
}`.trim();
}
