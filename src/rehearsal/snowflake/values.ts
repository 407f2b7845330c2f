import { UnknownElementError } from "./errors";

/** Attributes of a state or of a simulated account. */
export type Attributes = Readonly<Record<string, unknown>>;

/** A string attribute; an empty string counts as absent, as in Terraform's older providers. */
export function text(from: Attributes, name: string): string | undefined {
  const value = from[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A string attribute that must be there. */
export function needText(from: Attributes, name: string, what: string): string {
  const value = text(from, name);
  if (value === undefined) throw new UnknownElementError(`${what} has no attribute "${name}"`);
  return value;
}

/** A number attribute; numeric strings count (`port` of a target group is a string in some provider versions). */
export function number(from: Attributes, name: string): number | undefined {
  const value = from[name];
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : undefined;
}

/** A boolean attribute; the provider's strings "true" and "false" count. */
export function flag(from: Attributes, name: string): boolean | undefined {
  const value = from[name];
  if (typeof value === "boolean") return value;
  return value === "true" ? true : value === "false" ? false : undefined;
}

/** A list or set of strings. */
export function texts(from: Attributes, name: string): string[] {
  const value = from[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** The blocks of a name, whether they are kept as a list or as one object. */
export function blocks(from: Attributes, name: string): Attributes[] {
  const value = from[name];
  if (Array.isArray(value)) return value.filter(isAttributes);
  return isAttributes(value) ? [value] : [];
}

export function isAttributes(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
