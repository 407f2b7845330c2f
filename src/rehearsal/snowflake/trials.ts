import type { AppliedState } from "../state";
import { UnknownElementError } from "../simulator/readers";
import type { ExternalFunctionDefinition } from "./definitions";
import { SqlError, UncaughtError } from "./errors";
import type { HttpRequest } from "./gateway";
import { callProcedure, proceduresOf, type ProcedureDefinition, type Select } from "./procedures";
import type { ExternalFunctionRuntime } from "./runtime";
import { firstRow, invalidRows, nextRows, type Argument } from "./samples";
import { Sandbox } from "./sandbox";
import { checkSource } from "./source";

/** How many rows are tried until a function takes one. */
const MOST_ROWS = 40;

/** The owner of everything may call everything: whom a team grants a function to is the team's. */
export const AS_OWNER = { role: "ACCOUNTADMIN" };

/** What a function did with rows of its arguments' types. */
export interface Trial {
  readonly name: string;
  /** The row that it took, and for a function the request that its translator made of it. */
  readonly taken?: { readonly row: readonly unknown[]; readonly request?: HttpRequest };
  /** Why no row was taken: the function's own words about the last. */
  readonly refusal?: string;
}

/** A function, UDF or procedure that cannot run as its author meant, with the message that its caller would read. */
export interface Defect {
  readonly of: string;
  readonly message: string;
}

type Attempt<T> = { readonly value: T } | { readonly refusal: string } | { readonly defect: string };

/**
 * JavaScript refuses with an `Error` of its own, and stumbles over a value that it did not expect. What the engine lacks, or what nothing
 * defines, is a defect whatever the value.
 */
function isDefect(error: SqlError): boolean {
  if (!(error instanceof UncaughtError) || error.thrown === "Error") return !(error instanceof UncaughtError);
  return error.thrown !== "TypeError" || /not a (?:function|constructor)/.test(error.message);
}

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof UnknownElementError) return { refusal: error.message };
    if (!(error instanceof SqlError)) throw error;
    return isDefect(error) ? { defect: error.message } : { refusal: error.message };
  }
}

/** Tries rows until one is taken. */
async function findRow<T>(args: readonly Argument[], call: (row: readonly unknown[]) => Promise<Attempt<T>>) {
  const rows = [firstRow(args)];
  const tried = new Set<string>();
  let refusal = "";
  for (let row = rows.shift(); row !== undefined && tried.size < MOST_ROWS; row = rows.shift()) {
    if (tried.has(JSON.stringify(row))) continue;
    tried.add(JSON.stringify(row));
    const answer = await call(row);
    if ("value" in answer) return { row, value: answer.value };
    if ("defect" in answer) return { refusal: answer.defect };
    refusal = answer.refusal;
    rows.push(...nextRows(args, row, refusal));
  }
  return { refusal };
}

/**
 * Runs every applied function's translators with rows that follow from its argument types: one that is taken, and invalid ones. Nothing is
 * sent. What is called end to end elsewhere shows more; this shows that each compiles, and runs.
 */
export class Trials {
  public readonly defects: Defect[] = [];
  public readonly trials: Trial[] = [];
  /** Answers that a response translator has read: most functions share one. */
  private readonly answered = new Set<string>();

  constructor(
    private readonly state: AppliedState,
    private readonly runtime: ExternalFunctionRuntime,
    /** The external functions to try. @default - all */
    private readonly functions: readonly ExternalFunctionDefinition[] = runtime.definitions,
  ) {}

  /** Tries all translators. */
  public async translators(): Promise<void> {
    this.compile();
    for (const fn of this.functions) {
      const translate = async (row: readonly unknown[]) =>
        this.noted(fn.name, await attempt(() => this.runtime.translate(fn.name, row, AS_OWNER)));
      const { row, value, refusal } = { row: undefined, value: undefined, ...(await findRow(fn.arguments, translate)) };
      this.trials.push({ name: fn.name, refusal, taken: row && { row, request: value?.request } });
      for (const invalid of invalidRows(fn.arguments)) await translate(invalid);
      if (row !== undefined && value !== undefined) await this.answers(fn, row, value.translatorData);
    }
  }

  /** Tries all procedures; their statements run. */
  public async procedures(select: Select): Promise<void> {
    const sandbox = new Sandbox();
    for (const procedure of proceduresOf(this.state)) {
      const call = async (row: readonly unknown[]) =>
        this.noted(procedure.name, await attempt(() => callProcedure(procedure, row, sandbox, select)));
      await this.procedure(procedure, call);
    }
  }

  private async procedure(
    { name, arguments: args }: ProcedureDefinition,
    call: (row: readonly unknown[]) => Promise<Attempt<unknown>>,
  ): Promise<void> {
    const found = await findRow(args, call);
    this.trials.push("row" in found ? { name, taken: { row: found.row ?? [] } } : { name, refusal: found.refusal });
    for (const invalid of invalidRows(args)) await call(invalid);
  }

  /** Every body is held to the level of the engine, those of functions that nothing calls as well. */
  private compile(): void {
    for (const [type, attribute] of [
      ["snowflake_function_javascript", "function_definition"],
      ["snowflake_procedure_javascript", "procedure_definition"],
    ] as const) {
      for (const { address, attributes } of this.state.all(type)) {
        try {
          checkSource(String(attributes.name), String(attributes[attribute]));
        } catch (error) {
          if (!(error instanceof SqlError)) throw error;
          this.note(address, error.message);
        }
      }
    }
  }

  /** An answer of the service, and things that are none. */
  private async answers(fn: ExternalFunctionDefinition, row: readonly unknown[], data: unknown): Promise<void> {
    if (fn.responseTranslator === undefined) return;
    const key = JSON.stringify([fn.responseTranslator, fn.returnType, data]);
    if (this.answered.has(key)) return;
    this.answered.add(key);
    for (const answer of [{}, { error_code: "INVALID_PARAMETER_VALUE", message: "m" }, null, "text", []]) {
      try {
        await this.runtime.read(fn.name, row, answer, AS_OWNER);
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        // What Snowflake makes of an answer that the translator let through is the answer's fault.
        if (error instanceof UncaughtError && isDefect(error)) this.note(fn.name, error.message);
      }
    }
  }

  private noted<T>(name: string, answer: Attempt<T>): Attempt<T> {
    if ("defect" in answer) this.note(name, answer.defect);
    return answer;
  }

  private note(of: string, message: string): void {
    const known = this.defects.some((defect) => defect.message === message);
    if (!known) this.defects.push({ of, message });
  }
}
