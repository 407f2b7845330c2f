import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BehaviourTable } from "./behaviour";
import { refine } from "./behaviour";
import type { BindingPackage } from "./bindings";
import { impliedType, type Block, type ProviderSchema } from "./schema";
import type { Usage } from "./usage";

/** Changes whenever what is read out of a binding changes, so that older cache entries are not found. */
const FORMAT = 1;

/**
 * The schema of one provider with the types in use, out of the cache or out of the bindings.
 *
 * @throws Error for the few types whose schema the bindings leave out to such a degree that Terraform would refuse it
 */
export function readSchema(
  bindings: BindingPackage,
  usage: Usage,
  table: BehaviourTable,
  cache: string,
): ProviderSchema {
  const name = `${bindings.name.replace("/", "+")}@${bindings.version}-${FORMAT}`;
  const folder = join(cache, "schemas", name);
  mkdirSync(folder, { recursive: true });
  const block = (key: string, behaviour: string, parse: () => Block) => {
    const found = cached(join(folder, `${key}.json`), parse);
    refuseUntypedSets(found, `${bindings.name}: ${key.replace(".", " ")}`);
    return refine(found, table.of(behaviour));
  };
  const each = (types: Iterable<string>, kind: string, parse: (type: string) => Block) =>
    new Map(
      [...types].map((type) => [
        type,
        block(`${kind}.${type}`, kind === "resource" ? type : `data.${type}`, () => parse(type)),
      ]),
    );
  return {
    provider: block("provider", "provider", () => bindings.provider()),
    resources: each(usage.resources, "resource", (type) => bindings.resource(type)),
    dataSources: each(usage.dataSources, "data", (type) => bindings.dataSource(type)),
  };
}

function cached(file: string, make: () => Block): Block {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Block;
  } catch {
    // Not there, or cut off by a process that died: it is recreated.
  }
  const block = make();
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(block));
  renameSync(temporary, file);
  return block;
}

/** Terraform knows no sets of elements whose type is open. */
function refuseUntypedSets(block: Block, where: string): void {
  for (const { name, nesting, block: inner } of block.blocks) {
    if (nesting === "set" && JSON.stringify(impliedType(inner)).includes('"dynamic"'))
      throw new Error(`${where} can't be simulated: its bindings leave out what a block "${name}" holds`);
    refuseUntypedSets(inner, where);
  }
}
