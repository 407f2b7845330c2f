import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BehaviourTable } from "./behaviour";
import { refine } from "./behaviour";
import type { BindingPackage } from "./bindings";
import type { Block, ProviderSchema } from "./schema";
import type { Usage } from "./usage";

/** Changes whenever what is read out of a binding changes, so that older cache entries are not found. */
const FORMAT = 1;

/** The schema of one provider with the types in use, out of the cache or out of the bindings. */
export function readSchema(
  bindings: BindingPackage,
  usage: Usage,
  table: BehaviourTable,
  cache: string,
): ProviderSchema {
  const name = `${bindings.name.replace("/", "+")}@${bindings.version}-${FORMAT}`;
  const folder = join(cache, "schemas", name);
  mkdirSync(folder, { recursive: true });
  const block = (key: string, behaviour: string, parse: () => Block) =>
    refine(cached(join(folder, `${key}.json`), parse), table.of(behaviour));
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
    // Not there, or cut off by a process that died: it is made anew.
  }
  const block = make();
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(block));
  renameSync(temporary, file);
  return block;
}
