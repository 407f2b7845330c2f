import { isObject } from "../../core/json";
import type { Block, SynthesizedStack } from "./synthesized-stack";
import { templateParts } from "./template";

const ADDRESS = /(?<![\w.-])(?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*/g;

/** Dependencies in a synthesized stack, by references and depends_on, as Terraform evaluates them. */
export class StackGraph {
  /**
   * Reads the dependencies of a stack.
   * @throws Error for a stack with modules: their resources are not in its JSON
   */
  public static of(stack: SynthesizedStack): StackGraph {
    if (stack.modules.length > 0)
      throw new Error(`The stack uses modules, whose resources are not in its JSON: ${stack.modules.join(", ")}`);
    return new StackGraph(stack);
  }

  private readonly edges: ReadonlyMap<string, readonly string[]>;

  private constructor(public readonly stack: SynthesizedStack) {
    const ofProviders = new Map(Object.entries(stack.providers).map(([name, value]) => [name, this.references(value)]));
    this.edges = new Map(
      stack.blocks.map((block) => {
        const found = new Set([...this.references(block.values), ...(ofProviders.get(providerOf(block)) ?? [])]);
        found.delete(block.address);
        return [block.address, [...found].sort()];
      }),
    );
  }

  /** Addresses that a block needs first. */
  public dependencies(address: string): readonly string[] {
    return this.edges.get(address) ?? [];
  }

  /**
   * The blocks in dependency order; `compare` decides between blocks without an order.
   * @throws Error for a cycle
   */
  public ordered(compare: (a: Block, b: Block) => number): Block[] {
    const open = new Map(this.stack.blocks.map((block) => [block.address, new Set(this.dependencies(block.address))]));
    const dependents = new Map<string, string[]>();
    for (const [address, needs] of open)
      for (const need of needs) dependents.set(need, [...(dependents.get(need) ?? []), address]);
    const ready = this.stack.blocks.filter((block) => open.get(block.address)?.size === 0);
    const done: Block[] = [];
    for (;;) {
      ready.sort(compare);
      const next = ready.shift();
      if (next === undefined) break;
      done.push(next);
      for (const address of dependents.get(next.address) ?? []) {
        const needs = open.get(address);
        needs?.delete(next.address);
        const block = this.stack.block(address);
        if (needs?.size === 0 && block !== undefined) ready.push(block);
      }
    }
    if (done.length < this.stack.blocks.length) {
      const left = this.stack.blocks.filter((block) => !done.includes(block)).map((block) => block.address);
      throw new Error(`These resources depend on each other: ${left.join(", ")}`);
    }
    return done;
  }

  private references(value: unknown, seen = new Set<string>()): string[] {
    if (typeof value === "string") {
      return templateParts(value).flatMap((part) =>
        part.kind === "text" ? [] : this.addressesIn(part.expression, seen),
      );
    }
    if (Array.isArray(value)) return value.flatMap((each) => this.references(each, seen));
    if (!isObject(value)) return [];
    return Object.entries(value).flatMap(([key, each]) =>
      // Terraform takes these as expressions though they are plain strings in JSON.
      key === "depends_on" || key === "replace_triggered_by"
        ? [each].flat().flatMap((address) => this.addressesIn(String(address), seen))
        : this.references(each, seen),
    );
  }

  private addressesIn(expression: string, seen: Set<string>): string[] {
    return [...expression.matchAll(ADDRESS)].flatMap(([address]) => {
      if (this.stack.block(address) !== undefined) return [address];
      if (!address.startsWith("local.") || seen.has(address)) return [];
      seen.add(address);
      return this.references(this.stack.locals[address.slice("local.".length)], seen);
    });
  }
}

function providerOf(block: Block): string {
  const { provider } = block.values;
  const name = typeof provider === "string" ? provider.replace(/[${}]/g, "").split(".")[0] : undefined;
  return name ?? block.type.split("_")[0] ?? block.type;
}
