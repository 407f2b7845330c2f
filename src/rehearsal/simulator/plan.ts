import type { Behaviour } from "./behaviour";
import { UNKNOWN, type Value, type Values } from "./rule";
import type { Attribute, Block, CtyType, NestedBlock } from "./schema";
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
  config: Values,
  prior: Values | undefined,
): void {
  keepComputedBlocks(block, behaviour, proposed, prior);
  applyDefaults(block, behaviour, proposed, config, "");
  markUnknown(block, proposed, prior);
}

/** A block that the provider computes stays where the configuration leaves it out: Terraform itself proposes to remove it. */
function keepComputedBlocks(block: Block, behaviour: Behaviour, proposed: Values, prior: Values | undefined): void {
  for (const nested of block.blocks)
    if (behaviour.get(nested.name)?.computed === true && count(nested, proposed[nested.name]) === 0)
      proposed[nested.name] = prior?.[nested.name] ?? proposed[nested.name] ?? null;
}

function applyDefaults(
  block: Block,
  behaviour: Behaviour,
  proposed: Values,
  config: Values | undefined,
  prefix: string,
): void {
  for (const attribute of block.attributes) {
    const { name } = attribute;
    const value = proposed[name] ?? null;
    const fallback = behaviour.get(prefix + name)?.default;
    const unset = (config === undefined ? value : (config[name] ?? null)) === null;
    if (attribute.writeOnly) proposed[name] = null;
    else if (unset && fallback !== undefined && attribute.optional)
      proposed[name] = conform(attribute.type, fallback, name);
    else if (!unset) applyInnerDefaults(attribute.type, behaviour, value, prefix + name);
  }
  for (const nested of block.blocks) {
    const elements = elementsOf(nested, proposed[nested.name]);
    // Elements of a set have no position: their configuration can't be paired with them.
    const written = nested.nesting === "set" ? [] : elementsOf(nested, config?.[nested.name]);
    elements.forEach((element, index) => {
      applyDefaults(nested.block, behaviour, element, written[index], `${prefix}${nested.name}.`);
    });
  }
}

/** Some providers take blocks as attributes that hold objects; their members have defaults too. */
function applyInnerDefaults(type: CtyType, behaviour: Behaviour, value: Value, path: string): void {
  if (typeof type === "string" || type[0] === "tuple" || type[0] === "map") return;
  if (type[0] !== "object") {
    if (Array.isArray(value)) for (const element of value) applyInnerDefaults(type[1], behaviour, element, path);
    return;
  }
  if (!isValues(value)) return;
  for (const [name, member] of Object.entries(type[1])) {
    const fallback = behaviour.get(`${path}.${name}`)?.default;
    if (fallback !== undefined) value[name] ??= conform(member, fallback, name);
    applyInnerDefaults(member, behaviour, value[name] ?? null, `${path}.${name}`);
  }
}

function markUnknown(block: Block, planned: Values, prior: Values | undefined): void {
  for (const { name, computed, writeOnly } of block.attributes)
    if (computed && !writeOnly && prior === undefined) planned[name] ??= UNKNOWN;
  for (const nested of block.blocks) {
    const before = elementsOf(nested, prior?.[nested.name]);
    elementsOf(nested, planned[nested.name]).forEach((element, index) => {
      const same = nested.nesting === "set" ? before.find((old) => agrees(nested.block, element, old)) : before[index];
      if (same !== undefined && nested.nesting === "set") inherit(nested.block, element, same);
      markUnknown(nested.block, element, same);
    });
  }
}

/** Whether a set's element is the one that was there before: all that was configured is equal. */
function agrees(block: Block, now: Values, old: Values): boolean {
  const attributes = block.attributes.every(
    ({ name, type, computed }) =>
      (computed && (now[name] ?? null) === null) || canonical(type, now[name]) === canonical(type, old[name]),
  );
  return (
    attributes &&
    block.blocks.every((nested) => {
      const left = elementsOf(nested, now[nested.name]);
      const right = elementsOf(nested, old[nested.name]);
      if (left.length !== right.length) return false;
      if (nested.nesting !== "set") return left.every((each, index) => agrees(nested.block, each, right[index] ?? {}));
      return left.every((each) => right.some((other) => agrees(nested.block, each, other)));
    })
  );
}

/** Terraform proposes no computed values for a set's element when a default makes it differ from its configuration. */
function inherit(block: Block, now: Values, old: Values): void {
  for (const { name, computed } of block.attributes) if (computed) now[name] ??= old[name] ?? null;
  for (const nested of block.blocks) {
    const before = elementsOf(nested, old[nested.name]);
    elementsOf(nested, now[nested.name]).forEach((element, index) => {
      const same =
        nested.nesting === "set" ? before.find((each) => agrees(nested.block, element, each)) : before[index];
      if (same !== undefined) inherit(nested.block, element, same);
    });
  }
}

/**
 * The attributes whose change replaces the resource, as dotted paths with the index of list elements. Text that is empty
 * and text that is absent are the same to the plugin SDK, and so are an empty and an absent list.
 *
 * ForceNew on a block counts only how many there are: a change inside one replaces by ForceNew of the changed attribute alone
 * (diffList and diffSet in helper/schema/schema.go of the SDK).
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
  for (const attribute of block.attributes) {
    const { name, type } = attribute;
    if (asBlock(attribute) === undefined && behaviour.get(prefix + name)?.forceNew)
      if (differs(type, prior[name], planned[name])) found.push(path + name);
  }
  for (const nested of nestedOf(block)) {
    const key = prefix + nested.name;
    const before = prior[nested.name];
    const after = planned[nested.name];
    if (behaviour.get(key)?.forceNew && count(nested, before) !== count(nested, after)) {
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

/** An attribute that holds objects is a block to the provider: the SDK only shows it otherwise. */
function asBlock({ name, type }: Attribute): NestedBlock | undefined {
  if (typeof type === "string" || (type[0] !== "list" && type[0] !== "set")) return undefined;
  const [nesting, element] = type;
  if (typeof element === "string" || element[0] !== "object") return undefined;
  const attributes = Object.entries(element[1]).map(([member, each]) => ({ name: member, type: each }));
  return { name, nesting, block: { attributes, blocks: [] }, minItems: 0, maxItems: 0 };
}

function nestedOf(block: Block): NestedBlock[] {
  return [...block.blocks, ...block.attributes.map(asBlock).filter((nested) => nested !== undefined)];
}

function count(nested: NestedBlock, value: Value | undefined): number | "unknown" {
  return value === UNKNOWN ? "unknown" : elementsOf(nested, value).length;
}

/** What of a set's elements replaces the resource when it changes, as a text that is equal for equal sets. */
function forcedParts(block: Block, behaviour: Behaviour, elements: readonly Values[], prefix: string): string {
  const part = (element: Values): string => {
    const own = block.attributes
      .filter((attribute) => asBlock(attribute) === undefined && behaviour.get(prefix + attribute.name)?.forceNew)
      .map(({ name, type }) => `${name}=${canonical(type, absent(element[name]) ? null : element[name])}`);
    const inner = nestedOf(block).map(
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
