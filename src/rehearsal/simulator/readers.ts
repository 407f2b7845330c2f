import { isObject } from "../../core/json";
import { UNKNOWN, type Value, type Values } from "./value";

/** Attributes of a state or of a simulated account, by their Terraform names. */
export type Attributes = Readonly<Record<string, unknown>>;

/** An applied element that a simulator does not know. Never turned into an answer: a guess could flatter the stack. */
export class UnknownElementError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnknownElementError";
  }
}

/** A string attribute; undefined when it is null, unknown, empty or not a string. */
export function text(from: Attributes | undefined, name: string): string | undefined {
  const value = from?.[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * A string attribute that must be there.
 * @throws UnknownElementError when it is not
 */
export function needText(from: Attributes, name: string, what: string): string {
  const value = text(from, name);
  if (value === undefined) throw new UnknownElementError(`${what} has no attribute "${name}"`);
  return value;
}

/** A number attribute; undefined when it is null or unknown. Providers keep some numbers as strings. */
export function number(from: Attributes | undefined, name: string): number | undefined {
  const value = from?.[name];
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** A boolean attribute; the provider's strings "true" and "false" count. */
export function flag(from: Attributes | undefined, name: string): boolean | undefined {
  const value = from?.[name];
  if (typeof value === "boolean") return value;
  return value === "true" ? true : value === "false" ? false : undefined;
}

/** True only when the attribute is known to be true. */
export function isTrue(from: Attributes | undefined, name: string): boolean {
  return from?.[name] === true;
}

/** The known strings of a list or set attribute. */
export function texts(from: Attributes | undefined, name: string): string[] {
  const value = from?.[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** The nested blocks under a name: a list, a single object or nothing. */
export function blocks(from: Values | undefined, name: string): Values[];
export function blocks(from: Attributes | undefined, name: string): Attributes[];
export function blocks(from: Attributes | undefined, name: string): Attributes[] {
  const value = from?.[name];
  if (Array.isArray(value)) return value.filter(isObject);
  return isObject(value) ? [value] : [];
}

/** The first nested block under a name. */
export function block(from: Values | undefined, name: string): Values | undefined {
  return blocks(from, name)[0];
}

/** The known entries of a map of strings. */
export function entries(from: Attributes | undefined, name: string): [string, string][] {
  const value = from?.[name];
  if (!isObject(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
}

/** Neither null nor absent nor an empty list; an unknown value counts as set. */
export function isSet(from: Attributes | undefined, name: string): boolean {
  const value = from?.[name];
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

/** True when nothing inside is unknown. */
export function isKnown(value: Value | undefined): boolean {
  if (value === UNKNOWN) return false;
  if (Array.isArray(value)) return value.every(isKnown);
  return !isObject(value) || Object.values(value).every((each) => isKnown(each as Value));
}
