import { templateParts } from "./template";

/** One resource or data source of a synthesized stack. */
export interface Block {
  /** `aws_s3_bucket.Platform_Artifacts`; data sources begin with `data.`. */
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  /** Ids of the constructs above and of its own, without the stack's. */
  readonly path: readonly string[];
  /** As synthesized, without the metadata that CDKTF adds. */
  readonly values: Readonly<Record<string, unknown>>;
}

type Blocks = Record<string, Record<string, Record<string, unknown>>>;

/** Synthesized Terraform JSON, as far as its graph is concerned. */
export interface StackJson {
  readonly "//"?: { readonly metadata?: { readonly stackName?: string } };
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly locals?: Record<string, unknown>;
  readonly provider?: Record<string, unknown>;
  readonly module?: Record<string, unknown>;
}

const ADDRESS = /(?<![\w.-])(?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*/g;

/** What a synthesized stack holds, and what depends on what: by reference and by depends_on, as Terraform sees it. */
export class StackGraph {
  /**
   * Reads a stack's Terraform JSON.
   * @throws Error for a stack with modules: their resources are not in its JSON
   */
  public static of(json: StackJson): StackGraph {
    const modules = Object.keys(json.module ?? {});
    if (modules.length > 0)
      throw new Error(`the stack uses the module ${modules.join(", ")}: what is in it is not known here`);
    return new StackGraph(json);
  }

  /** The stack's name. */
  public readonly name: string;
  public readonly blocks: readonly Block[];
  private readonly edges: ReadonlyMap<string, readonly string[]>;
  private readonly byAddress: ReadonlyMap<string, Block>;

  private constructor(json: StackJson) {
    this.name = json["//"]?.metadata?.stackName ?? "stack";
    this.blocks = [...blocksOf(json.resource, "managed"), ...blocksOf(json.data, "data")];
    this.byAddress = new Map(this.blocks.map((block) => [block.address, block]));
    const locals = json.locals ?? {};
    const ofProviders = new Map(
      Object.entries(json.provider ?? {}).map(([name, value]) => [name, this.references(value, locals)]),
    );
    this.edges = new Map(
      this.blocks.map((block) => {
        const found = new Set([
          ...this.references(block.values, locals),
          ...(ofProviders.get(providerOf(block)) ?? []),
        ]);
        found.delete(block.address);
        return [block.address, [...found].sort()];
      }),
    );
  }

  /** The block of an address. */
  public block(address: string): Block | undefined {
    return this.byAddress.get(address);
  }

  /** Addresses that a block needs first. */
  public dependencies(address: string): readonly string[] {
    return this.edges.get(address) ?? [];
  }

  /**
   * The blocks so that each comes after all that it depends on; among the free ones those that `compare` puts first.
   * @throws Error for a cycle
   */
  public ordered(compare: (a: Block, b: Block) => number): Block[] {
    const open = new Map(this.blocks.map((block) => [block.address, new Set(this.dependencies(block.address))]));
    const dependents = new Map<string, string[]>();
    for (const [address, needs] of open)
      for (const need of needs) dependents.set(need, [...(dependents.get(need) ?? []), address]);
    const ready = this.blocks.filter((block) => open.get(block.address)?.size === 0);
    const done: Block[] = [];
    for (;;) {
      ready.sort(compare);
      const next = ready.shift();
      if (next === undefined) break;
      done.push(next);
      for (const address of dependents.get(next.address) ?? []) {
        const needs = open.get(address);
        needs?.delete(next.address);
        const block = this.byAddress.get(address);
        if (needs?.size === 0 && block !== undefined) ready.push(block);
      }
    }
    if (done.length < this.blocks.length) {
      const left = this.blocks.filter((block) => !done.includes(block)).map((block) => block.address);
      throw new Error(`these depend on each other: ${left.join(", ")}`);
    }
    return done;
  }

  private references(value: unknown, locals: Readonly<Record<string, unknown>>, seen = new Set<string>()): string[] {
    if (typeof value === "string") {
      return templateParts(value).flatMap((part) =>
        part.kind === "text" ? [] : this.addressesIn(part.expression, locals, seen),
      );
    }
    if (Array.isArray(value)) return value.flatMap((each) => this.references(each, locals, seen));
    if (value === null || typeof value !== "object") return [];
    return Object.entries(value).flatMap(([key, each]) =>
      // Terraform takes these as expressions though they are plain strings in JSON.
      key === "depends_on" || key === "replace_triggered_by"
        ? [each].flat().flatMap((address) => this.addressesIn(String(address), locals, seen))
        : this.references(each, locals, seen),
    );
  }

  private addressesIn(expression: string, locals: Readonly<Record<string, unknown>>, seen: Set<string>): string[] {
    return [...expression.matchAll(ADDRESS)].flatMap(([address]) => {
      if (this.byAddress.has(address)) return [address];
      if (!address.startsWith("local.") || seen.has(address)) return [];
      seen.add(address);
      return this.references(locals[address.slice("local.".length)], locals, seen);
    });
  }
}

function blocksOf(blocks: Blocks | undefined, mode: Block["mode"]): Block[] {
  return Object.entries(blocks ?? {}).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, { "//": comment, ...values }]) => ({
      address: `${mode === "data" ? "data." : ""}${type}.${name}`,
      mode,
      type,
      path: pathOf(comment) ?? [name],
      values,
    })),
  );
}

function pathOf(comment: unknown): string[] | undefined {
  const { metadata } = (comment ?? {}) as { metadata?: { path?: unknown } };
  return typeof metadata?.path === "string" ? metadata.path.split("/").slice(1) : undefined;
}

function providerOf(block: Block): string {
  const { provider } = block.values;
  const name = typeof provider === "string" ? provider.replace(/[${}]/g, "").split(".")[0] : undefined;
  return name ?? block.type.split("_")[0] ?? block.type;
}
