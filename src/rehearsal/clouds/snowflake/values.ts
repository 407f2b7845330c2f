import { blocks, flag as knownFlag, text as knownText } from "../../simulator/readers";
import { UNKNOWN, type Value, type Values } from "../../simulator/rule";

export { blocks, texts } from "../../simulator/readers";

/** An attribute as text; "" when it is not set or not known. */
export function text(values: Values, name: string): string {
  return knownText(values, name) ?? "";
}

export function flag(values: Values, name: string): boolean {
  return knownFlag(values, name) ?? false;
}

/** Whether the attribute has a value that is known by now. */
export function isKnown(values: Values, name: string): boolean {
  const value = values[name];
  return value !== undefined && value !== null && value !== UNKNOWN;
}

/** Whether the attribute will have no value: an unknown one has. */
export function isUnset(values: Values, name: string): boolean {
  const value = values[name];
  return value === undefined || value === null || value === "";
}

/** Equal but for letter case, as Go's strings.EqualFold. */
export function equalFold(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Keeps the prior value of a planned attribute where the provider suppresses the difference. */
export function suppress(
  prior: Values | undefined,
  planned: Values,
  name: string,
  same: (before: string, after: string) => boolean,
): void {
  const before = prior?.[name];
  const after = planned[name];
  if (typeof before === "string" && typeof after === "string" && same(before, after)) planned[name] = before;
}

/** The same for attributes of each block of a list that keeps its length. */
export function suppressInBlocks(
  prior: Values | undefined,
  planned: Values,
  list: string,
  names: readonly string[],
  same: (before: string, after: string) => boolean,
): void {
  const before = blocks(prior, list);
  const after = blocks(planned, list);
  if (before.length !== after.length || before.length === 0) return;
  planned[list] = after.map((block, index): Value => {
    const merged = { ...block };
    for (const name of names) suppress(before[index], merged, name, same);
    return merged;
  });
}
