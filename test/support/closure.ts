import type { BlocksJson, StackJson } from "../../src/inspect/stack";

/** A stack cut down to the resources that `wanted` picks and everything that these refer to. Outputs are left out. */
export function closure(stack: StackJson, wanted: (address: string) => boolean) {
  const blocks = new Map<string, unknown>();
  for (const [prefix, kind] of [
    ["", stack.resource],
    ["data.", stack.data],
  ] as const)
    for (const [type, byName] of Object.entries(kind ?? {}))
      for (const [name, block] of Object.entries(byName)) blocks.set(`${prefix}${type}.${name}`, block);
  const kept = new Set<string>();
  const keep = (address: string): void => {
    if (kept.has(address) || !blocks.has(address)) return;
    kept.add(address);
    const named = JSON.stringify(blocks.get(address)).match(/(?:data\.)?[a-z][a-z0-9_]*\.[A-Za-z0-9_-]+/g) ?? [];
    named.forEach(keep);
  };
  [...blocks.keys()].filter(wanted).forEach(keep);
  const cut = (kind: BlocksJson | undefined, prefix: string): BlocksJson =>
    Object.fromEntries(
      Object.entries(kind ?? {})
        .map(([type, byName]) => {
          const names = Object.entries(byName).filter(([name]) => kept.has(`${prefix}${type}.${name}`));
          return [type, Object.fromEntries(names)] as const;
        })
        .filter(([, byName]) => Object.keys(byName).length > 0),
    );
  const { terraform, provider } = stack;
  return { terraform, provider, resource: cut(stack.resource, ""), data: cut(stack.data, "data.") };
}
