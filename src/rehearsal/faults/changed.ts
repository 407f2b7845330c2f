import { isObject } from "../../core/json";
import type { StackJson } from "../../inspect/stack";

/** A stack with a change in each resource that has something harmless to change, and the addresses of those resources. */
export interface ChangedStack {
  readonly stack: StackJson;
  readonly addresses: readonly string[];
}

const NOTE = "changed by a rehearsal of faults";

/** Tags and labels differ from cloud to cloud in name only; a comment or a description is the next harmless thing. */
function changed(resource: unknown): Record<string, unknown> | undefined {
  if (!isObject(resource)) return undefined;
  for (const name of ["tags", "labels"]) {
    const tags = resource[name];
    if (isObject(tags)) return { ...resource, [name]: { ...tags, rehearsal: "faults" } };
  }
  for (const name of ["comment", "description"]) {
    const text = resource[name];
    if (typeof text === "string") return { ...resource, [name]: `${text}; ${NOTE}` };
  }
  return undefined;
}

/** The same stack after an edit that touches as many resources as possible without meaning anything. */
export function changedStack(stack: StackJson): ChangedStack {
  const addresses: string[] = [];
  const resource = Object.fromEntries(
    Object.entries(stack.resource ?? {}).map(([type, byName]) => [
      type,
      Object.fromEntries(
        Object.entries(byName).map(([name, values]) => {
          const edited = changed(values);
          if (edited !== undefined) addresses.push(`${type}.${name}`);
          return [name, edited ?? values];
        }),
      ),
    ]),
  );
  return { stack: { ...stack, resource }, addresses };
}
