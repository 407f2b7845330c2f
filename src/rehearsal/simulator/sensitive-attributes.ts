import { BehaviourTable } from "./behaviour";

/**
 * What the schemas of providers call sensitive, by type; `provider.<name>` is the configuration of a provider. Paths are dotted, without
 * indexes.
 * @param providers names of providers, the last part of their source addresses
 */
export function sensitiveAttributes(providers: readonly string[]): (type: string) => readonly string[] {
  const tables = providers.map((name) => ({ name, table: BehaviourTable.read(name) }));
  const known = new Map<string, readonly string[]>();
  return (type) => {
    let paths = known.get(type);
    if (paths === undefined) {
      paths = tables.flatMap(({ name, table }) =>
        [...table.of(type === `provider.${name}` ? "provider" : type)].flatMap(([path, { sensitive }]) =>
          sensitive === true ? [path] : [],
        ),
      );
      known.set(type, paths);
    }
    return paths;
  };
}
