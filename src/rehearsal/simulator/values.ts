import { UNKNOWN, type Value, type Values } from "./rule";
import type { Block, CtyType, NestedBlock } from "./schema";
import { conform, isValues } from "./wire";

/** A text that is equal for equal values of a type: the order of set elements does not count. */
export function canonical(type: CtyType, value: Value | undefined): string {
  if (value === undefined || value === null) return "null";
  if (value === UNKNOWN) return "unknown";
  if (typeof type === "string" || type[0] === "tuple") return JSON.stringify(value);
  switch (type[0]) {
    case "list":
      return `[${(value as Value[]).map((element) => canonical(type[1], element)).join()}]`;
    case "set":
      return `[${(value as Value[])
        .map((element) => canonical(type[1], element))
        .sort()
        .join()}]`;
    case "map":
      return `{${Object.keys(value as Values)
        .sort()
        .map((name) => `${JSON.stringify(name)}:${canonical(type[1], (value as Values)[name])}`)
        .join()}}`;
    case "object":
      return `{${Object.entries(type[1])
        .map(([name, member]) => canonical(member, (value as Values)[name]))
        .join()}}`;
  }
}

/** Whether a value is, or holds, something that Terraform does not know yet. */
export function isUnknown(value: Value | undefined): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(isUnknown);
  return isValues(value) && Object.values(value).some(isUnknown);
}

/** The elements of a nested block, whatever its nesting; none when it is absent or unknown. */
export function elementsOf(nested: NestedBlock, value: Value | undefined): Values[] {
  if (Array.isArray(value)) return value.filter(isValues);
  if (!isValues(value)) return [];
  return nested.nesting === "map" ? Object.values(value).filter(isValues) : [value];
}

/** A deep copy. */
export function copy<T extends Value>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T;
  if (isValues(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copy(each)])) as T;
  return value;
}

/**
 * Brings the values of a block into the form of its schema. Names that the schema does not know are kept: a rule may keep
 * notes beside the attributes.
 */
export function conformBlock(block: Block, values: Values, where: string): Values {
  const result: Values = { ...values };
  for (const { name, type } of block.attributes) result[name] = conform(type, values[name], `${where}.${name}`);
  for (const nested of block.blocks) {
    const path = `${where}.${nested.name}`;
    const value = values[nested.name] ?? null;
    const element = (each: Value) => (isValues(each) ? conformBlock(nested.block, each, path) : each);
    if (nested.nesting === "single") result[nested.name] = element(value);
    else if (nested.nesting === "map")
      result[nested.name] = isValues(value)
        ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, element(each)]))
        : {};
    else if (value === UNKNOWN) result[nested.name] = value;
    else if (value === null) result[nested.name] = [];
    else if (Array.isArray(value)) result[nested.name] = value.map(element);
    else throw new Error(`${path} is a nested block: a list of objects is expected`);
  }
  return result;
}
