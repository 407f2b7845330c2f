import type { Shape } from "./kinds";

/** A node of a picture: one resource or more. */
export interface PictureNode {
  readonly id: string;
  readonly title: string;
  /** Smaller lines under the title. */
  readonly details: readonly string[];
  readonly shape: Shape;
  /** Drawn in the colour of the marked path. */
  readonly isMarked: boolean;
}

/** A frame around nodes and other frames. */
export interface PictureCluster {
  readonly id: string;
  readonly title: string;
  /** Text about its other contents. */
  readonly note?: string;
  readonly nodes: readonly PictureNode[];
  readonly clusters: readonly PictureCluster[];
}

/** An arrow between nodes or clusters. */
export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly isMarked: boolean;
}

/** A picture before it is drawn: the same for every format. */
export interface Picture {
  readonly title: string;
  /** Meaning of the colours, and what the picture leaves out. */
  readonly legend: string;
  readonly direction: "down" | "right";
  readonly clusters: readonly PictureCluster[];
  readonly edges: readonly PictureEdge[];
}

/** Every node of a picture's clusters. */
export function nodesOf(clusters: readonly PictureCluster[]): PictureNode[] {
  return clusters.flatMap((cluster) => [...cluster.nodes, ...nodesOf(cluster.clusters)]);
}

/** Arrows without those that a chain of others implies. Marked arrows stay. */
export function withoutShortcuts(edges: readonly PictureEdge[]): PictureEdge[] {
  let kept = [...edges];
  for (const edge of edges) {
    const others = kept.filter((other) => other !== edge);
    if (!edge.isMarked && reaches(edge.from, edge.to, others)) kept = others;
  }
  return kept;
}

function reaches(from: string, to: string, edges: readonly PictureEdge[]): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    for (const edge of edges) if (edge.from === at) open.push(edge.to);
  }
  return false;
}
