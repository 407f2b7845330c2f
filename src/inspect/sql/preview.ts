import { StackGraph, type Block, type SynthesizedStack } from "../stack";
import { functionRenderers } from "./functions";
import { grantRenderers } from "./grants";
import { integrationRenderers } from "./integrations";
import { NoSql, Reader } from "./reader";
import { Resolver } from "./resolver";
import type { Renderer } from "./statement";
import { taskRenderers } from "./tasks";
import { workspaceRenderers } from "./workspace";

/** By type, in the order that a reader expects; dependencies go before it. */
const RENDERERS: Readonly<Record<string, Renderer>> = {
  ...workspaceRenderers,
  ...integrationRenderers,
  ...functionRenderers,
  ...grantRenderers,
  ...taskRenderers,
};

const ORDER = Object.keys(RENDERERS);
const PREFIX = "snowflake_";

/** One resource's statements. */
export interface PreviewedResource {
  readonly address: string;
  /** Without semicolons. */
  readonly statements: readonly string[];
}

/**
 * The SQL that a deploy of the stack sends to Snowflake for what is not there yet, in dependency order.
 * @throws NoSql for a type or an attribute whose SQL is not known: a preview that leaves something out would mislead
 */
export function previewSql(stack: SynthesizedStack): PreviewedResource[] {
  const graph = StackGraph.of(stack);
  const resolver = new Resolver(stack);
  return graph
    .ordered(compare)
    .filter((block) => block.mode === "managed" && block.type.startsWith(PREFIX))
    .map((block) => ({ address: block.address, statements: statementsOf(block, resolver) }));
}

/** The preview as one script, with a comment a resource. */
export function toScript(stack: string, resources: readonly PreviewedResource[]): string {
  return [
    `-- The ${resources.length} Snowflake resources of ${stack}, as Terraform makes them in an empty account, in an order that works.`,
    "-- <known after the deploy: ...> stands for a value that only the deploy tells. Nothing here has to be run by hand:",
    "-- `cdktf deploy` does, and a later deploy alters or replaces what has changed.",
    "",
    ...resources.flatMap(({ address, statements }) => [`-- ${address}`, ...statements.map((sql) => `${sql};`), ""]),
  ].join("\n");
}

function statementsOf(block: Block, resolver: Resolver): string[] {
  const render = RENDERERS[block.type];
  if (render === undefined) throw new NoSql(block.address, `no SQL is known for the type ${block.type}`);
  const reader = Reader.of(block, resolver);
  const statements = render(reader);
  reader.end();
  return statements;
}

/** Other providers' resources first, so that none of Snowflake's waits for them longer than it must. */
function compare(a: Block, b: Block): number {
  const rank = ({ type }: Block) => (type.startsWith(PREFIX) ? ORDER.indexOf(type) : -1);
  return rank(a) - rank(b) || (a.address < b.address ? -1 : 1);
}
