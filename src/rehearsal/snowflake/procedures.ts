import type { AppliedResource, AppliedState } from "../state";
import { UnknownElementError, blocks, needText, text } from "../simulator/readers";
import { isObject } from "../../core/json";
import { SqlError } from "./errors";
import type { Argument } from "./samples";
import type { Sandbox } from "./sandbox";

/** Runs `SELECT name(args)`; throws SqlError with Snowflake's message when the statement fails. */
export type Select = (name: string, args: readonly unknown[]) => Promise<unknown>;

/** A stored procedure in JavaScript, as it was applied. */
export interface ProcedureDefinition {
  readonly name: string;
  readonly arguments: readonly Argument[];
  readonly body: string;
}

/** The JavaScript procedures of a state. */
export function proceduresOf(state: AppliedState): ProcedureDefinition[] {
  return state.all("snowflake_procedure_javascript").map(definitionOf);
}

function definitionOf({ attributes, address }: AppliedResource): ProcedureDefinition {
  return {
    name: needText(attributes, "name", address),
    arguments: blocks(attributes, "arguments").map((argument) => ({
      name: needText(argument, "arg_name", address),
      type: text(argument, "arg_data_type") ?? "",
    })),
    body: needText(attributes, "procedure_definition", address),
  };
}

/**
 * `CALL name(args)`. A procedure is synchronous and a function is not: the body runs until a statement without a result, the statement is
 * run, and the body runs again from its beginning with the results so far.
 * @throws SqlError with the message of what the procedure throws
 * @throws UnknownElementError for a statement other than `SELECT function(binds)`
 * @see https://docs.snowflake.com/en/developer-guide/stored-procedure/stored-procedures-api
 */
export async function callProcedure(
  procedure: ProcedureDefinition,
  args: readonly unknown[],
  sandbox: Sandbox,
  select: Select,
): Promise<unknown> {
  const done: unknown[] = [];
  for (let statements = 0; statements < MOST_STATEMENTS; statements += 1) {
    const source = { name: procedure.name, argument: "EVENT", body: wrapped(procedure) };
    const { pending, result } = await sandbox.run(source, { args, done });
    if (!isObject(pending)) return result;
    const [name, values] = selected(String(pending.sqlText), Array.isArray(pending.binds) ? pending.binds : []);
    try {
      done.push({ value: await select(name, values) });
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      done.push({ error: error.message });
    }
  }
  throw new SqlError(`${procedure.name} executed ${MOST_STATEMENTS} statements and came to no end`);
}

const MOST_STATEMENTS = 100;

function wrapped(procedure: ProcedureDefinition): string {
  return `
var next = 0, waiting = { sqlText: "" }, isWaiting = false;
var snowflake = {
  execute: function (statement) {
    var known = EVENT.done[next++], rows = 1;
    if (known === undefined) {
      waiting = { sqlText: String(statement.sqlText), binds: statement.binds || [] };
      isWaiting = true;
      throw waiting;
    }
    if (known.error !== undefined) throw new Error(known.error);
    return { next: function () { return rows-- > 0; }, getColumnValue: function () { return known.value; } };
  },
  createStatement: function (statement) { return { execute: function () { return snowflake.execute(statement); } }; }
};
try {
  var result = (function (${procedure.arguments.map(({ name }) => name).join(", ")}) {
${procedure.body}
}).apply(null, EVENT.args);
  return isWaiting ? { pending: waiting } : { result: result };
} catch (error) {
  if (isWaiting) return { pending: waiting };
  throw error;
}`;
}

/** The function and the arguments of `SELECT "DB"."S".F(?, PARSE_JSON(?)::OBJECT, NULL)`. */
function selected(sqlText: string, binds: readonly unknown[]): [string, unknown[]] {
  const [, name, list = ""] = /^\s*SELECT\s+([\w".]+)\((.*)\)\s*;?\s*$/i.exec(sqlText) ?? [];
  const unknown = (): never => {
    throw new UnknownElementError(`the statement of a procedure is not simulated: ${sqlText}`);
  };
  if (name === undefined) return unknown();
  const left = [...binds];
  const terms = list.trim() === "" ? [] : list.split(/\s*,\s*/);
  return [
    name,
    terms.map((term) => {
      if (/^NULL$/i.test(term)) return null;
      if (term === "?") return left.shift();
      if (/^PARSE_JSON\(\?\)::\w+$/i.test(term)) return JSON.parse(String(left.shift())) as unknown;
      return unknown();
    }),
  ];
}
