import { programs, synthesizeProgram } from "../../support/synthesized-stacks";

const stacks = programs().flatMap((program) => Object.values(synthesizeProgram(program)));

/** The types that the stacks and the examples use. */
export function typesOf(kind: "resource" | "data", ofCloud: RegExp): string[] {
  const types = stacks.flatMap((stack) => Object.keys(stack[kind] ?? {}));
  return [...new Set(types)].filter((type) => ofCloud.test(type)).sort();
}

/** Types that a table does not hold. */
export function withoutRow(used: readonly string[], table: object): string[] {
  return [...new Set(used)].filter((type) => !(type in table));
}
