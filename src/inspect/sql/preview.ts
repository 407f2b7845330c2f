import { StackGraph, type Block, type SynthesizedStack } from "../stack";
import { functionRenderers } from "./functions";
import { grantRenderers } from "./grants";
import { integrationRenderers } from "./integrations";
import { NoSql, Reader } from "./reader";
import { Resolver } from "./resolver";
import type { Renderer } from "./statement";
import { taskRenderers } from "./tasks";
import { workspaceRenderers } from "./workspace";

/** By type, in the order of the script; dependencies take precedence. */
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
 * The SQL that a deploy of the stack sends to an empty Snowflake account, in dependency order.
 * @throws NoSql for a type or an attribute whose SQL is unknown: a preview must be complete
 */
export function previewSql(stack: SynthesizedStack): PreviewedResource[] {
  const graph = StackGraph.of(stack);
  const resolver = new Resolver(stack);
  return graph
    .ordered(compare)
    .filter((block) => block.mode === "managed" && block.type.startsWith(PREFIX))
    .map((block) => ({ address: block.address, statements: statementsOf(block, resolver) }));
}

/** The preview as one script, with a comment for each resource. */
export function toScript(stack: string, resources: readonly PreviewedResource[]): string {
  return [
    `-- The ${resources.length} Snowflake resources of ${stack}, as Terraform creates them in an empty account, in dependency order.`,
    "-- <known after the deploy: ...> is a value that is known after the deploy only. Do not run this script:",
    "-- `cdktf deploy` creates these objects, and a later deploy alters or replaces those that changed.",
    "",
    ...resources.flatMap(({ address, statements }) => [`-- ${address}`, ...statements.map((sql) => `${sql};`), ""]),
  ].join("\n");
}

function statementsOf(block: Block, resolver: Resolver): string[] {
  const render = RENDERERS[block.type];
  if (render === undefined) throw new NoSql(block.address, `the SQL of the type ${block.type} is unknown`);
  const reader = Reader.of(block, resolver);
  const statements = render(reader);
  reader.end();
  return statements;
}

/** Resources of other providers first, so that those of Snowflake follow in their own order. */
function compare(a: Block, b: Block): number {
  const rank = ({ type }: Block) => (type.startsWith(PREFIX) ? ORDER.indexOf(type) : -1);
  return rank(a) - rank(b) || (a.address < b.address ? -1 : 1);
}
