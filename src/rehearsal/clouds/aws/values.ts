import { CloudError, UNKNOWN, type Value, type Values } from "../../simulator/rule";

/** Refuses what the real cloud refuses. */
export function refuse(message: string, attribute?: string): never {
  throw new CloudError(message, attribute);
}

/** A string attribute; undefined when it is null, unknown, empty or not a string. */
export function text(values: Values | undefined, name: string): string | undefined {
  const value = values?.[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A number attribute; undefined when it is null or unknown. Providers keep some numbers as strings. */
export function number(values: Values | undefined, name: string): number | undefined {
  const value = values?.[name];
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** True only when the attribute is known to be true. */
export function isTrue(values: Values | undefined, name: string): boolean {
  return values?.[name] === true;
}

/** The known strings of a list or set attribute. */
export function texts(values: Values | undefined, name: string): string[] {
  const value = values?.[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** The nested blocks under a name: a list, a single object or nothing. */
export function blocks(values: Values | undefined, name: string): Values[] {
  const value = values?.[name];
  if (Array.isArray(value)) return value.filter(isObject);
  return value !== undefined && isObject(value) ? [value] : [];
}

/** The first nested block under a name. */
export function block(values: Values | undefined, name: string): Values | undefined {
  return blocks(values, name)[0];
}

/** The known entries of a map of strings. */
export function entries(values: Values | undefined, name: string): [string, string][] {
  const value = values?.[name];
  if (value === undefined || !isObject(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
}

export function isObject(value: Value | undefined): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Neither null nor absent; an unknown value counts as set. */
export function isSet(values: Values | undefined, name: string): boolean {
  const value = values?.[name];
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

/** True when nothing inside is unknown. */
export function isKnown(value: Value | undefined): boolean {
  if (value === UNKNOWN) return false;
  if (Array.isArray(value)) return value.every(isKnown);
  return value === undefined || !isObject(value) || Object.values(value).every(isKnown);
}

/** Sets computed attributes; what is already known (it was configured) stays. */
export function fill(values: Values, computed: Values): void {
  for (const [name, value] of Object.entries(computed)) if (values[name] === UNKNOWN) values[name] = value;
}

/** The configured name, else one made of the prefix, as the provider makes it. Writes both attributes. */
export function nameOf(
  values: Values,
  attribute: string,
  prefixAttribute: string,
  fallback: string,
  suffix: string,
): string {
  const given = text(values, attribute);
  const prefix = text(values, prefixAttribute);
  const name = given ?? `${prefix ?? fallback}${suffix}`;
  values[attribute] = name;
  fill(values, { [prefixAttribute]: prefix ?? "" });
  return name;
}
