import { UNKNOWN, type Value, type Values } from "../../simulator/rule";

/** An attribute as text; "" when it is not set or not known. */
export function text(values: Values, name: string): string {
  const value = values[name];
  return typeof value === "string" ? value : "";
}

/** A list or set of strings; empty when it is not set. */
export function texts(values: Values, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A nested block's objects; empty when it is not set. */
export function blocks(values: Values, name: string): Values[] {
  const value = values[name];
  if (Array.isArray(value)) return value.filter(isObject);
  return value !== undefined && isObject(value) ? [value] : [];
}

export function flag(values: Values, name: string): boolean {
  return values[name] === true || values[name] === "true";
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

export function isObject(value: Value): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
