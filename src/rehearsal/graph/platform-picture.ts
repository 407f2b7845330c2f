import { callPath } from "./call-path";
import type { Minor } from "./kinds";
import { partsOf, type Part, type Thing } from "./parts";
import { withoutShortcuts, type Picture, type PictureCluster, type PictureEdge, type PictureNode } from "./picture";
import { StackGraph, type Block, type StackJson } from "./stack-graph";

/** How providers are called in the picture, in this order. */
const CLOUDS: Readonly<Record<string, string>> = {
  snowflake: "Snowflake",
  aws: "AWS",
  azurerm: "Azure",
  azuread: "Microsoft Entra ID",
  google: "Google Cloud",
};

const CALLER = "call";

/**
 * Draws a stack's resources, one node a kind of thing, framed by the construct that made them and by cloud. Bold is the path of
 * a SQL call.
 * @throws Error for a stack with modules
 */
export function platformPicture(json: StackJson): Picture {
  const graph = StackGraph.of(json);
  const parts = partsOf(graph);
  const calls = callPath(parts, graph);
  const marked = new Set(calls.flatMap((edge) => [edge.from, edge.to]));
  const clouds = [...new Set(parts.map((part) => part.cloud))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const clusters = clouds.map((cloud): PictureCluster => {
    const own = parts.filter((part) => part.cloud === cloud);
    const lone = own.filter(isLone);
    return {
      id: cloud,
      title: CLOUDS[cloud] ?? cloud,
      nodes: [
        ...(cloud === "snowflake" && calls.length > 0 ? [caller()] : []),
        ...lone.flatMap((part) => part.things.map((thing) => node(thing, marked, part))),
      ],
      clusters: own.filter((part) => !isLone(part)).map((part) => cluster(part, marked)),
    };
  });
  const resources = graph.blocks.filter((block) => block.mode === "managed").length;
  return {
    title: `${graph.name}: ${resources} resources`,
    legend: "bold: the path of a SQL call; thin: is made after what it points to",
    direction: "down",
    clusters,
    edges: [...entries(calls, parts), ...calls, ...dependencies(parts, graph, calls)],
  };
}

const rank = (cloud: string) => {
  const at = Object.keys(CLOUDS).indexOf(cloud);
  return at < 0 ? Object.keys(CLOUDS).length : at;
};

/** A part of one thing needs no frame. */
const isLone = (part: Part) => part.things.length === 1;

function caller(): PictureNode {
  return {
    id: CALLER,
    title: "SELECT MLFLOW_...(...)",
    details: ["SQL, kedro-snowflake"],
    shape: "function",
    isMarked: true,
  };
}

function entries(calls: readonly PictureEdge[], parts: readonly Part[]): PictureEdge[] {
  const functions = new Set(
    parts
      .flatMap((part) => part.things)
      .filter((thing) => thing.kind.types.includes("snowflake_external_function"))
      .map((thing) => thing.id),
  );
  const first = new Set(calls.map((edge) => edge.from).filter((id) => functions.has(id)));
  return [...first].map((id) => ({ from: CALLER, to: id, isMarked: true }));
}

function cluster(part: Part, marked: ReadonlySet<string>): PictureCluster {
  return {
    id: part.id,
    title: part.title,
    note: noteOf(part),
    nodes: part.things.map((thing) => node(thing, marked)),
    clusters: [],
  };
}

function node(thing: Thing, marked: ReadonlySet<string>, lonePart?: Part): PictureNode {
  const { kind, blocks, completing } = thing;
  const name = (blocks.length === 1 ? nameOf(blocks[0]) : undefined) ?? lonePart?.title;
  const size = completing.length === 0 ? undefined : `${blocks.length + completing.length} resources`;
  const details = [name, size, lonePart === undefined ? undefined : noteOf(lonePart)];
  return {
    id: thing.id,
    title: blocks.length === 1 ? kind.title : `${blocks.length} ${kind.plural}`,
    details: details.filter((detail) => detail !== undefined),
    shape: kind.shape,
    isMarked: marked.has(thing.id),
  };
}

/** The name that the cloud shows, where the configuration holds it. */
function nameOf(block: Block | undefined): string | undefined {
  const { name, identifier } = block?.values ?? {};
  return [name, identifier].find((each) => typeof each === "string" && !each.includes("${")) as string | undefined;
}

function noteOf(part: Part): string | undefined {
  const words = [...part.minors].map(([minor, blocks]) => countOf(minor, blocks));
  return words.length === 0 ? undefined : `+ ${words.join(", ")}`;
}

const countOf = (minor: Minor, blocks: readonly Block[]) =>
  `${blocks.length} ${blocks.length === 1 ? minor.title : minor.plural}`;

/**
 * Arrows for what is made after what: between the nodes of one part, and between parts as a whole. What minor resources need is
 * left out: grants, policies and firewall rules would join everything to everything.
 */
function dependencies(parts: readonly Part[], graph: StackGraph, calls: readonly PictureEdge[]): PictureEdge[] {
  const frames = new Map<string, string>();
  const thingOf = new Map<string, string>();
  for (const part of parts) {
    for (const thing of part.things) {
      frames.set(thing.id, isLone(part) ? thing.id : part.id);
      for (const block of [...thing.blocks, ...thing.completing]) thingOf.set(block.address, thing.id);
    }
  }
  const frameOf = (id: string) => frames.get(id) ?? id;
  const within = new Edges();
  const between = new Edges();
  for (const call of calls) {
    const [from, to] = [frameOf(call.from), frameOf(call.to)];
    if (from === to) within.add({ ...call, label: undefined });
    else between.add({ from, to, isMarked: true });
  }
  for (const [address, from] of thingOf) {
    for (const need of graph.dependencies(address)) {
      const to = thingOf.get(need);
      if (to === undefined || to === from) continue;
      const [outer, other] = [frameOf(from), frameOf(to)];
      if (outer === other) within.add({ from, to, isMarked: false });
      else between.add({ from: outer, to: other, isMarked: false });
    }
  }
  return [...within.reduced(), ...between.reduced()];
}

/** Arrows, each once and in either direction only: a marked one stands for both. */
class Edges {
  private readonly byEnds = new Map<string, PictureEdge>();

  public add(edge: PictureEdge): void {
    const isTold = this.byEnds.get(`${edge.to} ${edge.from}`)?.isMarked === true;
    const key = `${edge.from} ${edge.to}`;
    if (!isTold && !this.byEnds.has(key)) this.byEnds.set(key, edge);
  }

  /** Those that are not marked, without shortcuts. */
  public reduced(): PictureEdge[] {
    const sorted = [...this.byEnds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
    return withoutShortcuts(sorted).filter((edge) => !edge.isMarked);
  }
}
