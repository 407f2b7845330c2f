import { holds } from "../simulator/row-matching";
import type { Where } from "../simulator/rows";
import { formsAt } from "../simulator/template";
import type { Values } from "../simulator/value";

/** What stands in the way, as data. */
export interface Problem {
  /** What is so while it does. */
  readonly where: Where;
  /** What is told; `{name}` is an attribute. */
  readonly error: string;
}

/** The first problem of a list that there is. */
export function problemOf<P extends Problem>(problems: readonly P[], values: Values): P | undefined {
  const found = problems.find(({ where }) => holds(where, values));
  return found && { ...found, error: filled(found.error, values) };
}

/** A text with attributes in the place of `{name}`. */
export function filled(template: string, values: Values): string {
  return template.replace(/\{([a-z_.]+)\}/g, (_, path: string) => formsAt(values, path).map(String).join(", "));
}
