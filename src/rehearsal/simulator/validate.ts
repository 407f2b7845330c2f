import type { Behaviour, Facets } from "./behaviour";
import { UNKNOWN, type Value, type Values } from "./rule";
import { isScalar, scalarProblems } from "./scalar";
import type { Block, CtyType } from "./schema";
import { elementsOf } from "./values";
import { isValues } from "./wire";

export type Report = (message: string, attribute?: string) => void;

/**
 * Checks a configuration as the plugin SDK does before any plan: allowed values, limits, numbers of elements, rules
 * between attributes. Whatever is not known yet passes.
 */
export function validateConfig(block: Block, behaviour: Behaviour, config: Values, report: Report): void {
  if (behaviour.size === 0) return;
  validateBlock(block, behaviour, config, config, report, "", "");
}

function validateBlock(
  block: Block,
  behaviour: Behaviour,
  values: Values,
  root: Values,
  report: Report,
  prefix: string,
  path: string,
): void {
  for (const { name, type } of block.attributes) {
    const facets = behaviour.get(prefix + name);
    const value = values[name] ?? null;
    if (facets !== undefined) relations(path + name, facets, isSet(value), root, report);
    validateValue(type, behaviour, value, report, prefix + name, path + name);
  }
  for (const nested of block.blocks) {
    const key = prefix + nested.name;
    const value = values[nested.name] ?? null;
    const facets = behaviour.get(key);
    const elements = elementsOf(nested, value);
    if (facets !== undefined) {
      relations(path + nested.name, facets, isSet(value), root, report);
      if (Array.isArray(value) && value.length > 0) checkCount(path + nested.name, facets, value.length, report);
    }
    elements.forEach((element, index) => {
      const at = nested.nesting === "single" ? `${path}${nested.name}.` : `${path}${nested.name}.${index}.`;
      validateBlock(nested.block, behaviour, element, root, report, `${key}.`, at);
    });
  }
}

/** A value, and what is inside it where the attribute holds objects. */
function validateValue(
  type: CtyType,
  behaviour: Behaviour,
  value: Value,
  report: Report,
  key: string,
  path: string,
): void {
  const facets = behaviour.get(key);
  if (facets !== undefined && value !== null) checkValue(path, facets, value, report);
  if (typeof type === "string" || type[0] === "tuple" || type[0] === "map") return;
  if (type[0] === "object") {
    if (isValues(value))
      for (const [name, member] of Object.entries(type[1]))
        validateValue(member, behaviour, value[name] ?? null, report, `${key}.${name}`, `${path}.${name}`);
  } else if (Array.isArray(value)) {
    value.forEach((element, index) => {
      if (isValues(element)) validateValue(type[1], behaviour, element, report, key, `${path}.${index}`);
    });
  }
}

function checkValue(path: string, facets: Facets, value: Value, report: Report): void {
  const check = (each: Value, of: Facets) => {
    if (isScalar(each)) for (const problem of scalarProblems(path, of, each)) report(problem, path);
  };
  if (!Array.isArray(value)) {
    check(value, facets);
    return;
  }
  checkCount(path, facets, value.length, report);
  const element = { ...facets, oneOf: facets.elementOneOf ?? facets.oneOf };
  for (const each of value) check(each, element);
}

/** An empty list in the configuration has too few elements; blocks that are not there are not counted. */
function checkCount(path: string, facets: Facets, count: number, report: Report): void {
  if (facets.maxItems !== undefined && count > facets.maxItems)
    report(
      `Too many list items: attribute ${path} supports ${facets.maxItems} item maximum, but config has ${count} declared.`,
      path,
    );
  if (facets.minItems !== undefined && count < facets.minItems)
    report(
      `Not enough list items: attribute ${path} requires ${facets.minItems} item minimum, but config has only ${count} declared.`,
      path,
    );
}

/** Rules between attributes, in the words and the order of the plugin SDK. */
function relations(path: string, facets: Facets, isThere: boolean, root: Values, report: Report): void {
  const state = (key: string) => lookup(root, key);
  const { exactlyOneOf, atLeastOneOf, requiredWith, conflictsWith } = facets;
  const names = (keys: readonly string[]) => `\`${[...keys].sort().join(",")}\``;
  if (exactlyOneOf) {
    const set = exactlyOneOf.filter((key) => state(key) === "set");
    const unknown = exactlyOneOf.some((key) => state(key) === "unknown");
    if (set.length > 1)
      report(
        `Invalid combination of arguments: "${path}": only one of ${names(exactlyOneOf)} can be specified, but ${names(set)} were specified.`,
        path,
      );
    else if (set.length === 0 && !unknown)
      report(`Invalid combination of arguments: "${path}": one of ${names(exactlyOneOf)} must be specified`, path);
  }
  if (atLeastOneOf && !atLeastOneOf.some((key) => state(key) !== "absent"))
    report(`Missing required argument: "${path}": one of ${names(atLeastOneOf)} must be specified`, path);
  if (!isThere) return;
  if (requiredWith && !requiredWith.every((key) => state(key) !== "absent"))
    report(`Missing required argument: "${path}": all of ${names(requiredWith)} must be specified`, path);
  for (const key of conflictsWith ?? [])
    if (key !== path && state(key) === "set")
      report(`Conflicting configuration arguments: "${path}": conflicts with ${key}`, path);
}

/** Whether the configuration says something; an absent block is an empty list. */
function isSet(value: Value): boolean {
  return value !== null && !(Array.isArray(value) && value.length === 0);
}

function lookup(root: Values, path: string): "set" | "absent" | "unknown" {
  let found: Value[] = [root];
  for (const part of path.split("."))
    found = found.flatMap((value): Value[] => {
      if (value === UNKNOWN) return [value];
      if (Array.isArray(value)) {
        // The table writes the only element of a list or set as index 0.
        if (!/^\d+$/.test(part)) return value.map((each) => (isValues(each) ? (each[part] ?? null) : each));
        return value.slice(0, 1);
      }
      return isValues(value) ? [value[part] ?? null] : [];
    });
  if (found.some((value) => value !== UNKNOWN && isSet(value))) return "set";
  return found.some((value) => value === UNKNOWN) ? "unknown" : "absent";
}
