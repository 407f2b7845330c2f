import { createContext, runInContext } from "node:vm";
import type { AppliedState } from "../../../src/rehearsal/state";

/** Runs one `SELECT function(arguments)` and gives the VARIANT; throws with Snowflake's message when the statement fails. */
export type Select = (name: string, args: unknown[]) => Promise<unknown>;

interface Statement {
  readonly sqlText: string;
  readonly binds: unknown[];
}

/** What a procedure stops with when it executes a statement whose result is not there yet. */
const WAIT = "the statement has no result yet";

/**
 * Calls an applied JavaScript procedure with `snowflake.execute` mapped to the functions. A procedure is synchronous and a function is
 * not: the body runs until a statement without a result, the statement is run, and the body runs again from its beginning with
 * the results so far. It must give the same statements each time, which is checked.
 */
export async function callProcedure(
  state: AppliedState,
  name: string,
  args: readonly unknown[],
  select: Select,
): Promise<unknown> {
  const found = state.all("snowflake_procedure_javascript").find(({ attributes }) => attributes.name === name);
  if (found === undefined) throw new Error(`no procedure ${name}`);
  const names = (found.attributes.arguments as { arg_name: string }[]).map((argument) => argument.arg_name);
  const done: { statement: string; result: unknown }[] = [];
  for (;;) {
    let next = 0;
    let pending: Statement | undefined;
    const execute = (text: string): string => {
      const known = done[next++];
      if (known === undefined) {
        pending = JSON.parse(text) as Statement;
        throw new Error(WAIT);
      }
      expect(text).toBe(known.statement);
      return JSON.stringify(known.result);
    };
    const context = createContext({ execute, given: JSON.stringify(args) });
    // Only text crosses the border, so that no object of the test's own world is at hand inside.
    const source = `(function () {
      const outside = execute, values = JSON.parse(given);
      const snowflake = { execute: function (statement) {
        if (statement.binds.some(function (bind) { return typeof bind !== "string"; })) throw new Error("a bind is no text");
        const value = JSON.parse(outside(JSON.stringify(statement)));
        return { next: function () { return true; }, getColumnValue: function () { return value; } };
      } };
      return JSON.stringify((function (${names.join(", ")}) {${String(found.attributes.procedure_definition)}\n}).apply(null, values));
    })()`;
    try {
      return JSON.parse(String(runInContext(source, context, { timeout: 5000 }))) as unknown;
    } catch (error) {
      if (pending === undefined) throw new Error((error as Error).message);
    }
    const [name, values] = selected(pending);
    done.push({ statement: JSON.stringify(pending), result: await select(name, values) });
  }
}

/** The function and the arguments of `SELECT "DB"."S".F(?, PARSE_JSON(?)::OBJECT, NULL)`. */
function selected({ sqlText, binds }: Statement): [string, unknown[]] {
  const [, name = "", list = ""] = /^SELECT ([\w".]+)\((.*)\)$/.exec(sqlText) ?? [];
  const left = [...binds];
  const args = list.split(", ").map((term) => {
    if (term === "NULL") return null;
    const bind = String(left.shift());
    if (term === "?") return bind;
    if (!/^PARSE_JSON\(\?\)::(OBJECT|ARRAY|BOOLEAN|NUMBER|FLOAT)$/.test(term))
      throw new Error(`unknown SQL: ${sqlText}`);
    return JSON.parse(bind) as unknown;
  });
  expect(left).toEqual([]);
  return [name, args];
}
