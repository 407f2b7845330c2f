import type { Where } from "./rows";
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
