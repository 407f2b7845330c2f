import { text } from "./readers";
import { holds } from "./row-matching";
import type { RefuseWith } from "./row-placement";
import type { Reservation } from "./rows";
import type { RuleContext, Values } from "./rule";
import { formsAt } from "./template";

/** A deleted object, by the name that it keeps. */
interface Former {
  readonly name: string;
  readonly values: Values;
}

function formersOf({ account, type }: RuleContext): { list: Former[] } {
  return account.memory(`reserved:${type}`, () => ({ list: [] }));
}

/** Keeps the name of an object that is deleted. */
export function reserve(context: RuleContext, reservation: Reservation, prior: Values): void {
  if (!holds(reservation.where, prior) || !holds(reservation.provider, context.provider)) return;
  formersOf(context).list.push({ name: String(prior[reservation.of]), values: prior });
}

/** A new object gets no name that a deleted one keeps, unless it is the same and recovers it. */
export function needUnreserved(
  context: RuleContext & { readonly values: Values },
  { of, ignoreCase, error, at = of, recovers }: Reservation,
  value: string,
  refuseWith: RefuseWith,
): void {
  const formers = formersOf(context);
  const form = (name: string) => (ignoreCase === true ? name.toLowerCase() : name);
  const found = formers.list.find(({ name }) => form(name) === form(value));
  if (found === undefined) return;
  const former = Object.keys(found.values).map((name) => [`former.${name}`, text(found.values, name) ?? ""] as const);
  const more = { value, ...Object.fromEntries(former) };
  const isSame = (name: string) => formsAt(found.values, name).join() === formsAt(context.values, name).join();
  if (recovers?.same.every(isSame) !== true) refuseWith(error, at, more);
  if (!holds(recovers?.provider, context.provider)) refuseWith(recovers?.error ?? error, at, more);
  formers.list = formers.list.filter((each) => each !== found);
}
