import { isObject } from "../../core/json";
import { text } from "./readers";
import type { PlanContext } from "./rule";

/** Texts of equal meaning have one normal form. */
export type NormalForm = (value: string) => string;

/**
 * Keeps the text of the state where the configuration says the same in another form: the provider plans no change then.
 * @see https://developer.hashicorp.com/terraform/plugin/sdkv2/schemas/schema-behaviors#diffsuppressfunc
 */
export function keepEqual({ prior, planned }: PlanContext, attribute: string, normal: NormalForm): void {
  const before = text(prior, attribute);
  const after = text(planned, attribute);
  if (before === undefined || after === undefined) return;
  if (normal(before) === normal(after)) planned[attribute] = before;
}

/** Members of objects in alphabetical order. What is no JSON stays as it is. */
export function jsonForm(json: string): string {
  return normalJson(json, (value) => value);
}

/** The same of a changed value. */
export function normalJson(json: string, change: (value: unknown) => unknown): string {
  try {
    return stable(change(JSON.parse(json)));
  } catch {
    return json;
  }
}

/** The JSON of a value with the members of each object in alphabetical order. */
export function stable(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    isObject(each) ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1))) : each,
  );
}

/** Equal for values of equal meaning: what is empty or not set does not count, nor what stands under some names. */
export function setForm(value: unknown, ignored: readonly string[] = []): string {
  return JSON.stringify(value ?? {}, (name, each: unknown) => {
    if (ignored.includes(name) || each === "" || each === null) return undefined;
    return Array.isArray(each) && each.length === 0 ? undefined : each;
  });
}
