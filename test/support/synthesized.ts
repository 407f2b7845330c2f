import { readFileSync } from "node:fs";
import { Testing, type TerraformStack } from "cdktf";

/** A resource of a synthesized stack, by its Terraform names. */
export type Block = Record<string, unknown>;

/** A synthesized stack as data, with its validations run. */
export class Synthesized {
  public static of(stack: TerraformStack): Synthesized {
    return Synthesized.parse(Testing.synth(stack, true));
  }

  public static parse(text: string): Synthesized {
    return new Synthesized(JSON.parse(text) as Block);
  }

  public static read(file: string): Synthesized {
    return Synthesized.parse(readFileSync(file, "utf8"));
  }

  private graph: Map<string, string[]> | undefined;

  protected constructor(public readonly json: Block) {}

  /** All resources of a type, by the last part of their addresses. */
  public all(type: string): Record<string, Block> {
    return ((this.json.resource as Record<string, unknown> | undefined)?.[type] ?? {}) as Record<string, Block>;
  }

  /** The only resource of a type whose address contains the text. */
  public one(type: string, part = ""): Block {
    const found = Object.entries(this.all(type)).filter(([name]) => name.includes(part));
    const [first] = found;
    if (first === undefined || found.length > 1)
      throw new Error(`${found.length} resources of ${type} with "${part}": ${found.map(([name]) => name).join(", ")}`);
    return first[1];
  }

  /** The address of `one`. */
  public address(type: string, part = ""): string {
    const resource = this.one(type, part);
    const name = Object.entries(this.all(type)).find(([, each]) => each === resource)?.[0];
    return `${type}.${String(name)}`;
  }

  /** All addresses of resources and data sources, sorted. */
  public addresses(): string[] {
    const named = (kind: string, prefix: string): string[] =>
      Object.entries((this.json[kind] ?? {}) as Record<string, Block>).flatMap(([type, resources]) =>
        Object.keys(resources).map((name) => `${prefix}${type}.${name}`),
      );
    return [...named("resource", ""), ...named("data", "data.")].sort();
  }

  /** The addresses of the resources that Terraform refuses to destroy, sorted. */
  public protectedAddresses(): string[] {
    return this.addresses().filter((address) => {
      const [type = "", name = ""] = address.split(".");
      return (this.all(type)[name]?.lifecycle as Block | undefined)?.prevent_destroy === true;
    });
  }

  /** The addresses in the `depends_on` of resources that the stack does not have. */
  public unknownDependencies(): string[] {
    const known = new Set(this.addresses());
    return Object.values(this.json.resource as Record<string, Record<string, Block>>)
      .flatMap((type) => Object.values(type))
      .flatMap(({ depends_on }) => (depends_on ?? []) as string[])
      .filter((address) => !known.has(address));
  }

  /** The addresses that an address needs, directly or by way of others. */
  public needs(address: string): Set<string> {
    const seen = new Set<string>();
    const visit = (each: string): void => {
      for (const next of this.references(each))
        if (!seen.has(next)) {
          seen.add(next);
          visit(next);
        }
    };
    visit(address);
    return seen;
  }

  private references(address: string): string[] {
    this.graph ??= this.readGraph();
    return this.graph.get(address) ?? [];
  }

  private readGraph(): Map<string, string[]> {
    const known = new Set(this.addresses());
    const graph = new Map<string, string[]>();
    for (const [type, resources] of Object.entries((this.json.resource ?? {}) as Record<string, Record<string, Block>>))
      for (const [name, resource] of Object.entries(resources)) {
        const named = JSON.stringify(resource).match(/(?:data\.)?[a-z][a-z0-9_]*\.[A-Za-z0-9_-]+/g) ?? [];
        graph.set(
          `${type}.${name}`,
          named.filter((each) => known.has(each)),
        );
      }
    return graph;
  }
}
