import type { Behaviour, Facets } from "./behaviour";
import { UNKNOWN, type Value, type Values } from "./rule";
import type { Attribute, Block, CtyType, NestedBlock } from "./schema";
import { impliedType } from "./schema";
import { canonical, elementsOf } from "./values";
import { conform, isValues } from "./wire";

/**
 * Turns Terraform's proposal into a plan, in place: defaults where the configuration says nothing, and unknown where the
 * provider will know only after the apply. Computed values of what exists already are kept.
 */
export function planBlock(
  block: Block,
  behaviour: Behaviour,
  proposed: Values,
  config: Values | undefined,
  prior: Values | undefined,
  prefix = "",
): void {
  for (const attribute of block.attributes)
    proposed[attribute.name] = planAttribute(
      attribute,
      behaviour.get(prefix + attribute.name),
      proposed[attribute.name] ?? null,
      config?.[attribute.name],
      prior,
    );
  for (const nested of block.blocks) {
    const path = `${prefix}${nested.name}`;
    const now = proposed[nested.name];
    const before = prior?.[nested.name];
    const configured = config?.[nested.name];
    if (nested.nesting === "single") {
      if (isValues(now)) planBlock(nested.block, behaviour, now, asValues(configured), asValues(before), `${path}.`);
    } else if (nested.nesting === "map") {
      for (const [key, element] of Object.entries(asValues(now) ?? {}))
        if (isValues(element)) {
          const old = asValues(asValues(before)?.[key]);
          planBlock(nested.block, behaviour, element, asValues(asValues(configured)?.[key]), old, `${path}.`);
        }
    } else if (Array.isArray(now)) {
      const match = nested.nesting === "list" ? byIndex(before) : byValue(nested, before);
      // Elements of a set have no position: their configuration can't be paired with them.
      const written = nested.nesting === "list" ? byIndex(configured) : () => undefined;
      now.forEach((element, index) => {
        if (isValues(element))
          planBlock(nested.block, behaviour, element, written(element, index), match(element, index), `${path}.`);
      });
    }
  }
}

function planAttribute(
  attribute: Attribute,
  facets: Facets | undefined,
  proposed: Value,
  configured: Value | undefined,
  prior: Values | undefined,
): Value {
  if (attribute.writeOnly) return null;
  const unset = configured === undefined ? proposed === null : configured === null;
  if (unset && facets?.default !== undefined && (attribute.optional ?? false))
    return conform(attribute.type, facets.default, attribute.name);
  if (proposed === null && attribute.computed && prior === undefined) return UNKNOWN;
  return proposed;
}

type Match = (element: Values, index: number) => Values | undefined;

function byIndex(before: Value | undefined): Match {
  return (_, index) => (Array.isArray(before) ? asValues(before[index]) : undefined);
}

function byValue(nested: NestedBlock, before: Value | undefined): Match {
  const type = impliedType(nested.block);
  const known = new Map(elementsOf(nested, before).map((element) => [canonical(type, element), element]));
  return (element) => known.get(canonical(type, element));
}

function asValues(value: Value | undefined): Values | undefined {
  return isValues(value) ? value : undefined;
}

/**
 * The attributes whose change replaces the resource, as dotted paths with the index of list elements. Text that is empty
 * and text that is absent are the same to the plugin SDK, and so are an empty and an absent list.
 */
export function replacements(
  block: Block,
  behaviour: Behaviour,
  prior: Values,
  planned: Values,
  prefix = "",
  path = "",
): string[] {
  const found: string[] = [];
  for (const { name, type } of block.attributes)
    if (behaviour.get(prefix + name)?.forceNew && differs(type, prior[name], planned[name])) found.push(path + name);
  for (const nested of block.blocks) {
    const key = prefix + nested.name;
    const before = prior[nested.name];
    const after = planned[nested.name];
    const type = impliedType(nested.block);
    if (
      behaviour.get(key)?.forceNew &&
      differs([nested.nesting === "single" ? "list" : nested.nesting, type], wrap(nested, before), wrap(nested, after))
    ) {
      found.push(path + nested.name);
      continue;
    }
    if (nested.nesting === "list" || nested.nesting === "single") {
      const left = elementsOf(nested, before);
      const right = elementsOf(nested, after);
      for (let index = 0; index < Math.max(left.length, right.length); index++) {
        const at = nested.nesting === "list" ? `${path}${nested.name}.${index}.` : `${path}${nested.name}.`;
        found.push(...replacements(nested.block, behaviour, left[index] ?? {}, right[index] ?? {}, `${key}.`, at));
      }
    } else if (
      forcedParts(nested.block, behaviour, elementsOf(nested, before), `${key}.`) !==
      forcedParts(nested.block, behaviour, elementsOf(nested, after), `${key}.`)
    ) {
      found.push(path + nested.name);
    }
  }
  return found;
}

function wrap(nested: NestedBlock, value: Value | undefined): Value {
  return nested.nesting === "single" ? elementsOf(nested, value) : (value ?? null);
}

/** What of a set's elements replaces the resource when it changes, as a text that is equal for equal sets. */
function forcedParts(block: Block, behaviour: Behaviour, elements: readonly Values[], prefix: string): string {
  const part = (element: Values): string => {
    const own = block.attributes
      .filter(({ name }) => behaviour.get(prefix + name)?.forceNew)
      .map(({ name, type }) => `${name}=${canonical(type, absent(element[name]) ? null : element[name])}`);
    const inner = block.blocks.map(
      (nested) =>
        `${nested.name}=${forcedParts(nested.block, behaviour, elementsOf(nested, element[nested.name]), `${prefix}${nested.name}.`)}`,
    );
    return [...own, ...inner.filter((text) => !text.endsWith("="))].join();
  };
  return elements
    .map(part)
    .filter((text) => text !== "")
    .sort()
    .join(";");
}

function differs(type: CtyType, before: Value | undefined, after: Value | undefined): boolean {
  if (absent(before) && absent(after)) return false;
  return canonical(type, before) !== canonical(type, after);
}

function absent(value: Value | undefined): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
