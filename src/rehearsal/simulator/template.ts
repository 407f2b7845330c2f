import { isObject } from "../../core/json";
import { isIdForm, newId, now, uuid } from "./ids";
import type { RuleContext } from "./rule";
import { UNKNOWN, type Value, type Values } from "./value";

/** What a template's placeholders mean. */
export interface Scope {
  readonly context: RuleContext;
  /** A variable without its `$`. */
  variable(name: string): string | undefined;
  /** An attribute, or one of a referenced object. */
  attribute(path: string): Value | undefined;
}

const PLACEHOLDER = /\{(\$?[a-z_]+(?:[.:>][a-z_0-9]+)*)\}/g;

/** Fills the placeholders of a value and of everything in it. */
export function render(template: Value, scope: Scope): Value {
  if (Array.isArray(template)) return template.map((each) => render(each, scope));
  if (isObject(template))
    return Object.fromEntries(Object.entries(template).map(([name, each]) => [name, render(each as Value, scope)]));
  if (typeof template !== "string") return template;
  const [whole, alone] = /^\{([a-z_]+(?:\.[a-z_0-9]+)*)\}$/.exec(template) ?? [];
  if (whole !== undefined && alone !== undefined) return scope.attribute(alone) ?? null;
  return renderText(template, scope);
}

/** Fills the placeholders of a text. */
export function renderText(template: string, scope: Scope): string {
  return template.replace(PLACEHOLDER, (_, name: string) => {
    if (name.startsWith("$")) return variable(name.slice(1), scope);
    const [path = "", form] = name.split(":");
    const value = scope.attribute(path);
    const text = value === undefined || value === null || value === UNKNOWN ? "" : String(value);
    return form === "lower" ? text.toLowerCase() : text;
  });
}

function variable(name: string, scope: Scope): string {
  const { account, type } = scope.context;
  const [form = "", length] = name.split(":");
  if (length !== undefined && isIdForm(form)) return newId(account, type, form, Number(length));
  if (name === "uuid") return uuid(account, type);
  if (name === "now") return now();
  const value = scope.variable(name);
  if (value === undefined) throw new Error(`a row of ${type} has the unknown variable $${name}`);
  return value;
}

/** The texts at a dotted path through blocks and lists. */
export function textsAt(values: Values | undefined, path: string): string[] {
  return valuesAt(values, path).filter((value): value is string => typeof value === "string" && value !== "");
}

/** What stands at a dotted path, as texts: the empty text for what is not set, `block` for a block. */
export function formsAt(values: Values | undefined, path: string): (string | typeof UNKNOWN)[] {
  const found = valuesAt(values, path).map((value) => {
    if (value === UNKNOWN) return value;
    return value === undefined || value === null ? "" : typeof value === "object" ? "block" : String(value);
  });
  return found.length === 0 ? [""] : found;
}

/** The blocks at a dotted path; at the empty path, the values themselves. */
export function blocksAt(values: Values, path: string): Values[] {
  const found = path === "" ? [values] : valuesAt(values, path);
  return found.filter(isObject) as Values[];
}

function valuesAt(values: Values | undefined, path: string): (Value | undefined)[] {
  let found: (Value | undefined)[] = [values];
  for (const part of path.split("."))
    found = found.flatMap((value): (Value | undefined)[] => {
      if (value === UNKNOWN) return [value];
      const inner = isObject(value) ? (value as Values)[part] : undefined;
      return Array.isArray(inner) ? inner : [inner];
    });
  return found;
}
