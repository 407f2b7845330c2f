import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Format } from "./formats";
import type { Attribute, Block, NestedBlock } from "./schema";

/** What a provider does with one attribute or block and its bindings do not say. Paths are dotted, without indexes. */
export interface Facets {
  readonly forceNew?: boolean;
  readonly sensitive?: boolean;
  readonly deprecated?: boolean;
  readonly default?: string | number | boolean;
  /** A block of the resource itself that is optional and computed: where it is left out, what was there stays. */
  readonly computed?: boolean;
  readonly oneOf?: readonly (string | number)[];
  readonly elementOneOf?: readonly (string | number)[];
  readonly notOneOf?: readonly string[];
  /** Letter case does not count in `oneOf`, `elementOneOf`, `notOneOf` and `pattern`. */
  readonly ignoreCase?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly divisibleBy?: number;
  /** Limits of a text's length, in bytes. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** A regular expression that the text must match. */
  readonly pattern?: string;
  /** A form that a regular expression can't tell. */
  readonly format?: Format;
  /** The value passes when one of the checks, or one that is not expressed here, accepts it. */
  readonly union?: boolean;
  /** The provider also checks the value by code of its own, which is not expressed here. */
  readonly checked?: boolean;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly conflictsWith?: readonly string[];
  readonly exactlyOneOf?: readonly string[];
  readonly atLeastOneOf?: readonly string[];
  readonly requiredWith?: readonly string[];
}

/** Facets of one type by dotted path. */
export type Behaviour = ReadonlyMap<string, Facets>;

const NONE: Behaviour = new Map();

/** The table of one provider: behaviour by type; `provider` is its own configuration. */
export class BehaviourTable {
  /** @param name - the provider's name, the last part of its source address */
  public static read(name: string): BehaviourTable {
    const file = join(__dirname, "..", "behaviour", `${name}.json`);
    if (!existsSync(file)) return new BehaviourTable({});
    return new BehaviourTable(JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, Facets>>);
  }

  private readonly known = new Map<string, Behaviour>();

  public constructor(private readonly data: Readonly<Record<string, Readonly<Record<string, Facets>>>>) {}

  /** Every type that has rows. */
  public types(): string[] {
    return Object.keys(this.data);
  }

  public of(type: string): Behaviour {
    const row = this.data[type];
    if (row === undefined) return NONE;
    let behaviour = this.known.get(type);
    if (behaviour === undefined) {
      behaviour = new Map(Object.entries(row));
      this.known.set(type, behaviour);
    }
    return behaviour;
  }
}

/** Adds to a schema what the bindings leave out: sensitivity, deprecation, numbers of blocks. */
export function refine(block: Block, behaviour: Behaviour, prefix = ""): Block {
  const attribute = (each: Attribute): Attribute => {
    const facets = behaviour.get(prefix + each.name);
    return {
      ...each,
      ...(facets?.sensitive && { sensitive: true }),
      ...(facets?.deprecated && { deprecated: true }),
    };
  };
  const nested = (each: NestedBlock): NestedBlock => {
    const facets = behaviour.get(prefix + each.name);
    const counted = each.nesting === "list" || each.nesting === "set";
    return {
      ...each,
      block: refine(each.block, behaviour, `${prefix}${each.name}.`),
      // The minimum of an optional block holds only when the block is there at all, which the schema can't say.
      minItems: each.minItems > 0 ? Math.max(each.minItems, facets?.minItems ?? 0) : 0,
      maxItems: counted ? each.maxItems || (facets?.maxItems ?? 0) : 0,
    };
  };
  return { attributes: block.attributes.map(attribute), blocks: block.blocks.map(nested) };
}
