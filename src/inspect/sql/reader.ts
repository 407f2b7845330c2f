import type { Block } from "../stack";
import type { Resolver } from "./resolver";
import { quoted } from "./text";

const META = new Set(["depends_on", "lifecycle", "provider", "provisioner", "connection"]);

/** A nested block. */
type Values = Readonly<Record<string, unknown>>;

/** A resource whose SQL is unknown. */
export class NoSql extends Error {
  constructor(where: string, problem: string) {
    super(`${where}: ${problem}. The SQL would be incomplete, so none is printed`);
    this.name = "NoSql";
  }
}

/** Reads the attributes of a resource and records which: an attribute that is not read would be missing in the SQL. */
export class Reader {
  private readonly left: Set<string>;
  private readonly nested: Reader[] = [];
  private readonly values: Values;

  constructor(
    private readonly where: string,
    values: Values,
    private readonly resolver: Resolver,
  ) {
    this.values = values;
    this.left = new Set(Object.keys(values).filter((name) => !META.has(name) && !isEmpty(values[name])));
  }

  /** Reads the attributes of a resource. */
  public static of(block: Block, resolver: Resolver): Reader {
    return new Reader(block.address, block.values, resolver);
  }

  /** A string, number or boolean as text; undefined when it is not set. */
  public text(name: string): string | undefined {
    this.left.delete(name);
    const value = this.values[name];
    if (isEmpty(value)) return undefined;
    if (typeof value === "string") return this.resolver.resolve(value);
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    throw new NoSql(this.where, `${name} is not a plain value`);
  }

  /** @throws NoSql when it is not set */
  public required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new NoSql(this.where, `${name} is missing`);
    return value;
  }

  /** Booleans of the provider may be strings or unset. */
  public flag(name: string): boolean {
    return this.text(name) === "true";
  }

  public list(name: string): string[] {
    this.left.delete(name);
    const value = this.values[name];
    return [isEmpty(value) ? [] : value].flat().map((item) => this.resolver.resolve(String(item)));
  }

  /** Nested blocks. */
  public blocks(name: string): Reader[] {
    this.left.delete(name);
    const value = this.values[name];
    const items = (Array.isArray(value) ? value : isEmpty(value) ? [] : [value]) as Values[];
    const readers = items.map((item) => new Reader(`${this.where}.${name}`, item, this.resolver));
    this.nested.push(...readers);
    return readers;
  }

  /** The only nested block, if there is one. */
  public block(name: string): Reader | undefined {
    return this.blocks(name)[0];
  }

  /** An object's quoted name in its database and schema. */
  public schemaObject(): string {
    return quoted(this.required("database"), this.required("schema"), this.required("name"));
  }

  /** Attributes that are not sent to Snowflake. */
  public ignore(...names: string[]): void {
    for (const name of names) this.left.delete(name);
  }

  /** @throws NoSql for a combination that has no SQL */
  public refuse(problem: string): never {
    throw new NoSql(this.where, problem);
  }

  /** @throws NoSql when an attribute, its own or of a nested block, was not read */
  public end(): void {
    if (this.left.size > 0) throw new NoSql(this.where, `the SQL of ${[...this.left].join(", ")} is unknown`);
    for (const reader of this.nested) reader.end();
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
