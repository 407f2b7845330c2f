import type { Block, ProviderSchema } from "./schema";

/** Dotted paths, without indexes, of the sensitive attributes of each type; data sources as `data.<type>`. */
export type SensitivePaths = ReadonlyMap<string, readonly string[]>;

function pathsIn(block: Block, prefix = ""): string[] {
  return [
    ...block.attributes.filter(({ sensitive }) => sensitive === true).map(({ name }) => prefix + name),
    ...block.blocks.flatMap(({ name, block: inner }) => pathsIn(inner, `${prefix}${name}.`)),
  ];
}

/**
 * What the schemas, and the behaviour tables behind them, call sensitive.
 * @param notSecret attributes that hold no secret nevertheless, as `<type>.<path>`
 */
export function sensitivePaths(schemas: readonly ProviderSchema[], notSecret: readonly string[] = []): SensitivePaths {
  return new Map(
    schemas
      .flatMap(({ resources, dataSources }) => [
        ...resources,
        ...[...dataSources].map(([type, block]): [string, Block] => [`data.${type}`, block]),
      ])
      .map(([type, block]) => [type, pathsIn(block).filter((path) => !notSecret.includes(`${type}.${path}`))]),
  );
}
