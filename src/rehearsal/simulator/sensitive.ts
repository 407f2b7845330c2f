import type { Block, ProviderSchema } from "./schema";

/** Dotted paths, without indexes, of the sensitive attributes of each type; data sources as `data.<type>`. */
export type SensitivePaths = ReadonlyMap<string, readonly string[]>;

function pathsIn(block: Block, prefix = ""): string[] {
  return [
    ...block.attributes.filter(({ sensitive }) => sensitive === true).map(({ name }) => prefix + name),
    ...block.blocks.flatMap(({ name, block: inner }) => pathsIn(inner, `${prefix}${name}.`)),
  ];
}

/** What the schemas, and the behaviour tables behind them, call sensitive. */
export function sensitivePaths(schemas: readonly ProviderSchema[]): SensitivePaths {
  return new Map(
    schemas.flatMap(({ resources, dataSources }) => [
      ...[...resources].map(([type, block]): [string, string[]] => [type, pathsIn(block)]),
      ...[...dataSources].map(([type, block]): [string, string[]] => [`data.${type}`, pathsIn(block)]),
    ]),
  );
}
