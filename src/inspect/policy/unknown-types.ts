import type { Block, SynthesizedStack } from "../stack";
import { sorted } from "./sorted";

/** What a stack has, by its own cloud. */
interface OfCloud {
  readonly resources: readonly Block[];
  readonly dataSources: readonly Block[];
}

/** The types of a stack that have no row in a cloud's tables, and its modules, each once and in order. */
export function unknownTypesOf(
  synthesized: SynthesizedStack,
  { resources, dataSources }: OfCloud,
  rows: { readonly resources: object; readonly dataSources: object },
): string[] {
  const unknown = [
    ...resources.filter(({ type }) => !(type in rows.resources)).map(({ type }) => type),
    ...dataSources.filter(({ type }) => !(type in rows.dataSources)).map(({ type }) => `data.${type}`),
    ...synthesized.modules.map((name) => `module.${name}`),
  ];
  return sorted(unknown);
}
