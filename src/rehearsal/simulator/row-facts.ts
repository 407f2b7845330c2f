import { list } from "./row-matching";
import type { Row, Where } from "./rows";
import type { RuleContext, Values } from "./rule";

/** An object that is judged: what it has, or for a deletion had. */
export interface Facted extends RuleContext {
  readonly values: Values;
  /** What it had before a change. */
  readonly prior?: Values;
}

/** What follows from an object, or one of its blocks, with its neighbours and the provider's configuration; undefined is the empty text. */
export type Fact = (context: Facted, block: Values) => string | number | boolean | undefined;

/** Facts by name: conditions of a row ask for them by `$name`, its messages say them by `{$name}`. */
export type Facts = Readonly<Record<string, Fact>>;

/** The text of a fact; undefined for a name that is none. */
export function valueOf(facts: Facts | undefined, name: string, context: Facted, block: Values): string | undefined {
  const fact = facts?.[name];
  return fact === undefined ? undefined : String(fact(context, block) ?? "");
}

/** Whether a condition asks for a fact. */
export function isDerived(where: Where): boolean {
  return Object.keys(where).some((path) => path.startsWith("$"));
}

/** Moments at which a row may refuse. */
export type Moment = "created" | "changed" | "settled" | "deleted";

const MOMENTS: readonly string[] = ["created", "changed", "settled", "deleted"] satisfies Moment[];

/** A condition on a fact that nobody finds, or a refusal at an unknown moment, is an error: it would be a rule that never acts. */
export function checkFacts(type: string, { refused = [], invalid = [] }: Row, facts: Facts = {}): void {
  for (const { where, on } of [...refused, ...invalid]) {
    const unknown = Object.keys(where).find((path) => path.startsWith("$") && facts[path.slice(1)] === undefined);
    if (unknown !== undefined) throw new Error(`the row of ${type} has a condition on the unknown fact ${unknown}`);
    const never = list(on).find((each) => !MOMENTS.includes(each));
    if (never !== undefined) throw new Error(`the row of ${type} has a refusal on the unknown moment ${never}`);
  }
}
