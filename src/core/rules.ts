import type { NameRule } from "./name-rule";
import { Tokens } from "./tokens";

/** A requirement on a value, and the remedy. */
export interface Rule {
  /** The requirement after "must": "be an integer from 1 to 20". */
  readonly must: string;
  /** The instruction that follows: "Use an integer in that range". */
  readonly remedy: string;
  /** Whether a value that is set, and not a token, meets the requirement. `before` are the items of a list before it. */
  readonly holds: (value: unknown, before?: readonly unknown[]) => boolean;
  /** Reports a value that is not set; `holds` then gets undefined. */
  readonly appliesToUnset?: boolean;
  /** The value may be a secret and is never shown. */
  readonly secret?: boolean;
  /** Checks a text with tokens too, each replaced by `x`; a text that begins with a token is not checked. */
  readonly checksShape?: boolean;
}

const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** An integer from `min` to `max`, both included. `what` names the unit: "days". */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER, what?: string): Rule {
  const range = max === Number.MAX_SAFE_INTEGER ? `of ${min} or more` : `from ${min} to ${max}`;
  return {
    must: `be an integer ${range}${what === undefined ? "" : `: ${what}`}`,
    remedy: max === Number.MAX_SAFE_INTEGER ? `Use ${min} or more` : `Use ${min} to ${max}`,
    holds: (value) => isNumber(value) && Number.isInteger(value) && value >= min && value <= max,
  };
}

/** A number above 0, up to `max`. */
export function positive(max: number, what: string): Rule {
  return {
    must: `be a number above 0 up to ${max}: ${what}`,
    remedy: `Use a number up to ${max}`,
    holds: (value) => isNumber(value) && value > 0 && value <= max,
  };
}

/** A number from `min` to `max` in equal steps. */
export function steps(min: number, max: number, step: number, what: string): Rule {
  return {
    must: `be from ${min} to ${max} in steps of ${step}: ${what}`,
    remedy: `Use ${min} to ${max}`,
    holds: (value) => isNumber(value) && Number.isInteger(value / step) && value >= min && value <= max,
  };
}

/** A text that a regular expression matches as a whole. */
export function pattern(form: RegExp, must: string, remedy: string): Rule {
  return { must, remedy, holds: (value) => isText(value) && form.test(value) };
}

/** A text whose written part a regular expression matches, with `x` in place of each token. */
export function shaped(form: RegExp, must: string, remedy: string): Rule {
  return { ...pattern(form, must, remedy), checksShape: true };
}

/** A name within a service's limits. */
export function named(rule: NameRule): Rule {
  const min = rule.min ?? 1;
  const form = new RegExp(rule.pattern);
  return {
    must: `be a ${rule.what} of ${min} to ${rule.max} characters: ${rule.words}`,
    remedy: "Use a name of that form",
    holds: (value) => isText(value) && value.length >= min && value.length <= rule.max && form.test(value),
  };
}

/** One of the members of an enum, or of a list of values. */
export function oneOf(values: Readonly<Record<string, string>> | readonly (string | number)[], what?: string): Rule {
  const all: readonly (string | number)[] = Object.values(values);
  return {
    must: `be one of ${all.join(", ")}${what === undefined ? "" : `: ${what}`}`,
    remedy: "Use one of them",
    holds: (value) => (isText(value) || typeof value === "number") && all.includes(value),
  };
}

/** A list with at least `min` different items. */
export function different(min: number, what: string): Rule {
  return {
    must: `have at least ${min} different ${min === 1 ? "item" : "items"}: ${what}`,
    remedy: min === 1 ? "Add an item" : `Add items, ${min} or more`,
    holds: (value) => Array.isArray(value) && new Set(value).size >= min,
  };
}

/** For each item of a list: no item before it is the same. */
export function unique(): Rule {
  return {
    must: "be unique in the list",
    remedy: "Remove the duplicate",
    holds: (value, before = []) => !before.includes(value),
  };
}

/** Not set, for a reason: a setting that has no effect with another one. */
export function omitted(reason: string, remedy: string): Rule {
  return { must: `be omitted: ${reason}`, remedy, holds: () => false };
}

/** Set, for a reason. */
export function required(reason: string, remedy: string): Rule {
  return { must: `be set: ${reason}`, remedy, holds: (value) => value !== undefined, appliesToUnset: true };
}

/** No requirement: for a row that refuses tokens only, as another row has the requirement. */
export const ANYTHING: Rule = { must: "be set", remedy: "Set it", holds: () => true };

/** Any other requirement of a value. */
export function that(holds: (value: unknown) => boolean, must: string, remedy: string): Rule {
  return { must, remedy, holds };
}

/** The same rule for a value that may be a secret and must not be shown. */
export function secret(rule: Rule): Rule {
  return { ...rule, secret: true };
}

/** The part of a value that can be checked before a deploy: undefined for one that only Terraform knows. */
export function checkable(rule: Rule, value: unknown): unknown {
  if (!Tokens.isUnresolved(value)) return value;
  return rule.checksShape === true && isText(value) ? Tokens.shape(value) : undefined;
}
