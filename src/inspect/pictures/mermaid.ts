import { nodesOf, type Picture, type PictureCluster, type PictureNode } from "./picture";
import type { Shape } from "./kinds";

const SHAPES: Readonly<Record<Shape, readonly [open: string, close: string]>> = {
  box: ["[", "]"],
  function: ["(", ")"],
  gateway: ["[", "]"],
  store: ["[(", ")]"],
};

const MARKED = "stroke:#0a5bc4,stroke-width:2px";

/** A picture as a Mermaid flowchart, which GitHub draws: https://mermaid.js.org/syntax/flowchart.html */
export function toMermaid(picture: Picture): string {
  const ids = new Ids(picture);
  const marked = nodesOf(picture.clusters).filter((node) => node.isMarked);
  const thick = picture.edges.flatMap((edge, index) => (edge.isMarked ? [index] : []));
  return [
    `flowchart ${picture.direction === "down" ? "TB" : "LR"}`,
    `  %% ${picture.title}; ${picture.legend}`,
    ...picture.clusters.flatMap((cluster) => clusterLines(cluster, ids, "  ")),
    ...picture.edges.map(({ from, to, label, isMarked }) => {
      const arrow = isMarked ? "==>" : "-->";
      return `  ${ids.of(from)} ${arrow}${label === undefined ? "" : `|${text(label)}|`} ${ids.of(to)}`;
    }),
    ...(marked.length === 0
      ? []
      : [`  classDef marked ${MARKED}`, `  class ${marked.map(({ id }) => ids.of(id)).join(",")} marked`]),
    ...(thick.length === 0 ? [] : [`  linkStyle ${thick.join(",")} ${MARKED}`]),
    "",
  ].join("\n");
}

/** Short ids: in Mermaid they must not contain special characters or be keywords. */
class Ids {
  private readonly byId = new Map<string, string>();

  constructor(picture: Picture) {
    for (const { id } of nodesOf(picture.clusters)) this.byId.set(id, `n${this.byId.size}`);
    for (const { id } of framesOf(picture.clusters)) this.byId.set(id, `c${this.byId.size}`);
  }

  public of(id: string): string {
    const found = this.byId.get(id);
    if (found === undefined) throw new Error(`the picture has no ${id}`);
    return found;
  }
}

function framesOf(clusters: readonly PictureCluster[]): PictureCluster[] {
  return clusters.flatMap((cluster) => [cluster, ...framesOf(cluster.clusters)]);
}

function clusterLines(cluster: PictureCluster, ids: Ids, indent: string): string[] {
  const title = [cluster.title, ...(cluster.note === undefined ? [] : [cluster.note])];
  return [
    `${indent}subgraph ${ids.of(cluster.id)}[${text(title.join("<br/>"))}]`,
    ...cluster.nodes.map((node) => `${indent}  ${nodeText(node, ids)}`),
    ...cluster.clusters.flatMap((inner) => clusterLines(inner, ids, `${indent}  `)),
    `${indent}end`,
  ];
}

function nodeText(node: PictureNode, ids: Ids): string {
  const [open, close] = SHAPES[node.shape];
  return `${ids.of(node.id)}${open}${text([node.title, ...node.details].join("<br/>"))}${close}`;
}

/** https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters */
const text = (words: string) => `"${words.replace(/#/g, "#35;").replace(/"/g, "#quot;")}"`;
