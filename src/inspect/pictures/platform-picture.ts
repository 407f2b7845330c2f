import { StackGraph, type Block, type SynthesizedStack } from "../stack";
import { callPath } from "./call-path";
import type { Minor } from "./kinds";
import { componentsOf, type PlatformComponent, type ResourceGroup } from "./components";
import { withoutShortcuts, type Picture, type PictureCluster, type PictureEdge, type PictureNode } from "./picture";

/** Titles of the providers in the picture, in this order. */
const CLOUDS: Readonly<Record<string, string>> = {
  snowflake: "Snowflake",
  aws: "AWS",
  azurerm: "Azure",
  azuread: "Microsoft Entra ID",
  google: "Google Cloud",
};

const CALLER = "call";

/**
 * Draws a stack's resources, one node for each kind, in frames by construct and cloud. Bold is the path of
 * a SQL call.
 * @throws Error for a stack with modules
 */
export function platformPicture(stack: SynthesizedStack): Picture {
  const graph = StackGraph.of(stack);
  const components = componentsOf(stack);
  const calls = callPath(components, graph);
  const marked = new Set(calls.flatMap((edge) => [edge.from, edge.to]));
  const clouds = [...new Set(components.map((component) => component.cloud))].sort(
    (a, b) => rank(a) - rank(b) || (a < b ? -1 : 1),
  );
  const clusters = clouds.map((cloud): PictureCluster => {
    const own = components.filter((component) => component.cloud === cloud);
    const lone = own.filter(isLone);
    return {
      id: cloud,
      title: CLOUDS[cloud] ?? cloud,
      nodes: [
        ...(cloud === "snowflake" && calls.length > 0 ? [caller()] : []),
        ...lone.flatMap((component) => component.groups.map((group) => node(group, marked, component))),
      ],
      clusters: own.filter((component) => !isLone(component)).map((component) => cluster(component, marked)),
    };
  });
  return {
    title: `${stack.name}: ${stack.resources.length} resources`,
    legend: "bold: the path of a SQL call; thin: is created after what it points to",
    direction: "down",
    clusters,
    edges: [...entries(calls, components), ...calls, ...dependencies(components, graph, calls)],
  };
}

const rank = (cloud: string) => {
  const at = Object.keys(CLOUDS).indexOf(cloud);
  return at < 0 ? Object.keys(CLOUDS).length : at;
};

/** A component of one node needs no frame. */
const isLone = (component: PlatformComponent) => component.groups.length === 1;

function caller(): PictureNode {
  return {
    id: CALLER,
    title: "SELECT MLFLOW_...(...)",
    details: ["SQL, kedro-snowflake"],
    shape: "function",
    isMarked: true,
  };
}

function entries(calls: readonly PictureEdge[], components: readonly PlatformComponent[]): PictureEdge[] {
  const functions = new Set(
    components
      .flatMap((component) => component.groups)
      .filter((group) => group.kind.types.includes("snowflake_external_function"))
      .map((group) => group.id),
  );
  const first = new Set(calls.map((edge) => edge.from).filter((id) => functions.has(id)));
  return [...first].map((id) => ({ from: CALLER, to: id, isMarked: true }));
}

function cluster(component: PlatformComponent, marked: ReadonlySet<string>): PictureCluster {
  return {
    id: component.id,
    title: component.title,
    note: noteOf(component),
    nodes: component.groups.map((group) => node(group, marked)),
    clusters: [],
  };
}

function node(group: ResourceGroup, marked: ReadonlySet<string>, loneComponent?: PlatformComponent): PictureNode {
  const { kind, blocks, completing } = group;
  const name = (blocks.length === 1 ? nameOf(blocks[0]) : undefined) ?? loneComponent?.title;
  const size = completing.length === 0 ? undefined : `${blocks.length + completing.length} resources`;
  const details = [name, size, loneComponent === undefined ? undefined : noteOf(loneComponent)];
  return {
    id: group.id,
    title: blocks.length === 1 ? kind.title : `${blocks.length} ${kind.plural}`,
    details: details.filter((detail) => detail !== undefined),
    shape: kind.shape,
    isMarked: marked.has(group.id),
  };
}

/** The name in the cloud, if the configuration has it. */
function nameOf(block: Block | undefined): string | undefined {
  const { name, identifier } = block?.values ?? {};
  return [name, identifier].find((each) => typeof each === "string" && !each.includes("${")) as string | undefined;
}

function noteOf(component: PlatformComponent): string | undefined {
  const words = [...component.minors].map(([minor, blocks]) => countOf(minor, blocks));
  return words.length === 0 ? undefined : `+ ${words.join(", ")}`;
}

const countOf = (minor: Minor, blocks: readonly Block[]) =>
  `${blocks.length} ${blocks.length === 1 ? minor.title : minor.plural}`;

/**
 * Arrows for the order of creation: between the nodes of one component, and between components as a whole. Dependencies of minor
 * resources are left out: grants, policies and rules of security groups would connect everything.
 */
function dependencies(
  components: readonly PlatformComponent[],
  graph: StackGraph,
  calls: readonly PictureEdge[],
): PictureEdge[] {
  const frames = new Map<string, string>();
  const groupOf = new Map<string, string>();
  for (const component of components) {
    for (const group of component.groups) {
      frames.set(group.id, isLone(component) ? group.id : component.id);
      for (const block of [...group.blocks, ...group.completing]) groupOf.set(block.address, group.id);
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
  for (const [address, from] of groupOf) {
    for (const need of graph.dependencies(address)) {
      const to = groupOf.get(need);
      if (to === undefined || to === from) continue;
      const [outer, other] = [frameOf(from), frameOf(to)];
      if (outer === other) within.add({ from, to, isMarked: false });
      else between.add({ from: outer, to: other, isMarked: false });
    }
  }
  return [...within.reduced(), ...between.reduced()];
}

/** Arrows without duplicates and without both directions between two nodes; marked ones have precedence. */
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
