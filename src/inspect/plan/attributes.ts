import { isObject, objectOf } from "../../core/json";

/** One attribute that a plan changes. Its values are text to show; sensitive and unknown ones are replaced by words. */
export interface AttributeChange {
  /** `instance_class`, `network_configuration[0].assign_public_ip`. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** A value of a plan with the parts of it that are sensitive, and those that are known after the deploy only. */
export interface PlannedValue {
  readonly value: unknown;
  /** `true` for a value that is sensitive as a whole, else the same structure as the value. */
  readonly sensitive: unknown;
  readonly unknown?: unknown;
}

export const SENSITIVE = "(sensitive)";
export const UNKNOWN = "(known after the deploy)";
const LONGEST = 120;

/** The attributes in which two values differ, down to the innermost that can be named. */
export function attributeChanges(before: PlannedValue, after: PlannedValue, path = ""): AttributeChange[] {
  const isUnknown = after.unknown === true;
  if (isSame(before.value, after.value) && !isPartly(after.unknown)) return [];
  const isSecret = before.sensitive === true || after.sensitive === true;
  const inner = isSecret || isUnknown ? undefined : innerKeys(before, after);
  if (inner !== undefined)
    return inner.flatMap(({ key, name }) => attributeChanges(at(before, key), at(after, key), joined(path, name)));
  // A value that becomes sensitive, or no longer is, is shown on neither side.
  const sensitive = isSecret || [before.sensitive, after.sensitive];
  const [one, other] = [shown({ ...before, sensitive }), shown({ ...after, sensitive })];
  const isCut = [one, other].every((text) => text !== SENSITIVE && text !== UNKNOWN);
  const [was, becomes] = (isCut ? excerpts(before.value, after.value) : undefined) ?? [one, other];
  return [{ path, before: was, after: becomes }];
}

/** The path of an attribute as people write it, from the steps that Terraform lists. */
export function pathOf(steps: readonly unknown[]): string {
  return steps.reduce<string>((path, step) => joined(path, nameOf(step)), "");
}

const nameOf = (step: unknown) => (typeof step === "number" ? `[${step}]` : String(step));
const joined = (path: string, name: string) =>
  path === "" || name.startsWith("[") ? `${path}${name}` : `${path}.${name}`;

interface Key {
  readonly key: string | number;
  readonly name: string;
}

/** The keys below which two values can be compared: of two objects, two lists of one length, or texts that hold such JSON. */
function innerKeys(before: PlannedValue, after: PlannedValue): Key[] | undefined {
  const [one, other] = [structure(before.value), structure(after.value)];
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length)
    return one.map((_each, key) => ({ key, name: nameOf(key) }));
  if (!isObject(one) || !isObject(other)) return undefined;
  const names = new Set([...Object.keys(one), ...Object.keys(other), ...Object.keys(objectOf(after.unknown))]);
  return [...names].sort().map((key) => ({ key, name: key }));
}

/** The value, or the JSON object or list that its text holds. */
function structure(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function at({ value, sensitive, unknown }: PlannedValue, key: string | number): PlannedValue {
  const inner = (of: unknown) => (Array.isArray(of) ? of[Number(key)] : objectOf(of)[String(key)]) as unknown;
  return { value: inner(structure(value)), sensitive: inner(sensitive), unknown: inner(unknown) };
}

function shown({ value, sensitive, unknown }: PlannedValue): string {
  if (unknown === true) return UNKNOWN;
  if (value === undefined || value === null) return "(none)";
  // A value that holds one sensitive part is not shown at all.
  if (isPartly(sensitive)) return SENSITIVE;
  if (isPartly(unknown)) return UNKNOWN;
  const text = JSON.stringify(value);
  return text.length <= LONGEST ? text : `(${text.length} characters)`;
}

const CONTEXT = 20;

/** The places at which two long texts differ, if they can be shown. */
function excerpts(before: unknown, after: unknown): [string, string] | undefined {
  if (typeof before !== "string" || typeof after !== "string") return undefined;
  const shorter = Math.min(before.length, after.length);
  if (Math.max(before.length, after.length) <= LONGEST) return undefined;
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const [from, left] = [Math.max(0, head - CONTEXT), Math.max(0, tail - CONTEXT)];
  const cut = (text: string) =>
    JSON.stringify(`${from > 0 ? "…" : ""}${text.slice(from, text.length - left)}${left > 0 ? "…" : ""}`);
  const both: [string, string] = [cut(before), cut(after)];
  return both.every((text) => text.length <= LONGEST) ? both : undefined;
}

/** Whether a mask marks any part of its value. */
function isPartly(mask: unknown): boolean {
  if (mask === true) return true;
  if (Array.isArray(mask)) return mask.some(isPartly);
  return isObject(mask) && Object.values(mask).some(isPartly);
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other || (isNothing(one) && isNothing(other))) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((each, index) => isSame(each, other[index]));
  if (!isObject(one) || !isObject(other)) return false;
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) => isSame(one[key], other[key]));
}

const isNothing = (value: unknown) => value === undefined || value === null;
