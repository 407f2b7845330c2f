import { readFileSync } from "node:fs";

/** The types of one provider that stacks and states name. */
export interface Usage {
  /** Without host: `hashicorp/aws`. */
  readonly source: string;
  readonly resources: Set<string>;
  readonly dataSources: Set<string>;
}

type Blocks = Record<string, Record<string, { provider?: string }>>;

interface StackJson {
  readonly terraform?: { readonly required_providers?: Record<string, { source?: string } | string> };
  readonly provider?: Record<string, unknown>;
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly module?: Record<string, unknown>;
  readonly ephemeral?: Record<string, unknown>;
}

interface StateJson {
  readonly resources?: readonly { readonly mode: string; readonly type: string; readonly provider: string }[];
}

/**
 * Which providers and which of their types the given synthesized stacks and state files use, by source address.
 *
 * @throws Error for a stack with modules or ephemeral resources: what these need can't be told or simulated
 */
export function readUsage(stacks: readonly string[], states: readonly string[] = []): Map<string, Usage> {
  const found = new Map<string, Usage>();
  const usage = (source: string): Usage => {
    const known = found.get(source);
    if (known !== undefined) return known;
    const added = { source, resources: new Set<string>(), dataSources: new Set<string>() };
    found.set(source, added);
    return added;
  };
  for (const file of stacks) {
    const stack = JSON.parse(readFileSync(file, "utf8")) as StackJson;
    for (const kind of ["module", "ephemeral"] as const) {
      const names = Object.keys(stack[kind] ?? {});
      if (names.length > 0) throw new Error(`${file}: ${kind} ${names.join(", ")} can't be simulated`);
    }
    addStack(stack, usage);
  }
  for (const file of states) addState(JSON.parse(readFileSync(file, "utf8")) as StateJson, usage);
  return found;
}

function addStack(stack: StackJson, usage: (source: string) => Usage): void {
  const sources = new Map<string, string>();
  for (const [name, required] of Object.entries(stack.terraform?.required_providers ?? {}))
    sources.set(name, normalSource(name, typeof required === "string" ? undefined : required.source));
  for (const name of Object.keys(stack.provider ?? {})) if (!sources.has(name)) sources.set(name, normalSource(name));
  for (const source of sources.values()) usage(source);
  const each = (blocks: Blocks | undefined, add: (of: Usage, type: string) => void) => {
    for (const [type, byName] of Object.entries(blocks ?? {}))
      for (const { provider } of Object.values(byName)) {
        const local = (provider ?? type.split("_")[0] ?? type).replace(/[${}]/g, "").split(".")[0] ?? "";
        if (local !== "terraform") add(usage(sources.get(local) ?? normalSource(local)), type);
      }
  };
  each(stack.resource, (of, type) => of.resources.add(type));
  each(stack.data, (of, type) => of.dataSources.add(type));
}

function addState(state: StateJson, usage: (source: string) => Usage): void {
  for (const { mode, type, provider } of state.resources ?? []) {
    const address = /provider\["([^"]+)"\]/.exec(provider)?.[1];
    if (address === undefined || address.startsWith("terraform.io/builtin/")) continue;
    const of = usage(normalSource(type, address));
    (mode === "data" ? of.dataSources : of.resources).add(type);
  }
}

/** `aws` and `registry.terraform.io/hashicorp/aws` are both `hashicorp/aws`. */
function normalSource(name: string, source = name): string {
  const parts = source.split("/");
  if (parts.length === 1) return `hashicorp/${source}`.toLowerCase();
  return parts.slice(-2).join("/").toLowerCase();
}
