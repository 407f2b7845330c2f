/** A Terraform type constraint, in the JSON form that the plugin protocol uses. */
export type CtyType =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | readonly ["list" | "set" | "map", CtyType]
  | readonly ["tuple", readonly CtyType[]]
  | readonly ["object", Readonly<Record<string, CtyType>>];

/** An attribute of a block. */
export interface Attribute {
  readonly name: string;
  readonly type: CtyType;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly deprecated?: boolean;
  /** Read from the configuration and never kept in plan or state. */
  readonly writeOnly?: boolean;
}

export type Nesting = "single" | "list" | "set" | "map";

/** A block inside a block. */
export interface NestedBlock {
  readonly name: string;
  readonly nesting: Nesting;
  readonly block: Block;
  /** 0: none needed. */
  readonly minItems: number;
  /** 0: no limit. */
  readonly maxItems: number;
}

export interface Block {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly NestedBlock[];
}

/** What one provider offers to a run: its own configuration and the types in use. */
export interface ProviderSchema {
  readonly provider: Block;
  readonly resources: ReadonlyMap<string, Block>;
  readonly dataSources: ReadonlyMap<string, Block>;
}

const impliedTypes = new WeakMap<Block, CtyType>();

/** The object type that values of a block have. */
export function impliedType(block: Block): CtyType {
  const known = impliedTypes.get(block);
  if (known !== undefined) return known;
  const members: Record<string, CtyType> = {};
  for (const attribute of block.attributes) members[attribute.name] = attribute.type;
  for (const nested of block.blocks) {
    const element = impliedType(nested.block);
    members[nested.name] = nested.nesting === "single" ? element : [nested.nesting, element];
  }
  const type: CtyType = ["object", members];
  impliedTypes.set(block, type);
  return type;
}
