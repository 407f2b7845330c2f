import { StackGraph, type Block, type SynthesizedStack } from "../stack";
import { criticalPath, type CriticalPath } from "./critical-path";
import { creationSeconds } from "./creation-times";
import { withoutShortcuts, type Picture, type PictureEdge, type PictureNode } from "./picture";

/** A resource with this creation time is drawn even if nothing depends on it. */
const SLOW_SECONDS = 60;

/**
 * Draws the longest chain of a deploy, and all other resources that take a minute or more.
 * @throws Error for a stack with modules
 */
export function criticalPathPicture(stack: SynthesizedStack): Picture {
  const graph = StackGraph.of(stack);
  const path = criticalPath(stack);
  const starts = new Map(path.steps.map((step) => [step.address, step.starts]));
  const shown = graph.stack.blocks.filter(
    (block) => starts.has(block.address) || (block.mode === "managed" && creationSeconds(block, graph) >= SLOW_SECONDS),
  );
  const marks = new Set(path.steps.slice(1).map((step, index) => `${path.steps[index]?.address} ${step.address}`));
  const edges = shown.flatMap(({ address }) =>
    [...nearest(address, shown, graph)].map((before): PictureEdge => ({
      from: before,
      to: address,
      isMarked: marks.has(`${before} ${address}`),
    })),
  );
  return {
    title: `${graph.stack.name}: a deploy takes at least ${minutes(path.seconds)}`,
    legend: `bold: the critical path, ${comparison(path)}; typical creation times from public logs`,
    direction: "right",
    clusters: [
      {
        id: "deploy",
        title: "What waits for what",
        nodes: shown.map((block) => node(block, graph, starts.get(block.address))),
        clusters: [],
      },
    ],
    edges: withoutShortcuts(edges),
  };
}

/** `11 min 8 s` */
export function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Ratio of the longest chain to its unavoidable part. */
export function comparison({ seconds, unavoidable }: CriticalPath): string {
  if (unavoidable.seconds === 0) return "with neither a database nor a tracking server in it";
  const ratio = (seconds / unavoidable.seconds).toFixed(2);
  return `${ratio} times its unavoidable part (database, tracking server until healthy): ${minutes(unavoidable.seconds)}`;
}

/** `1:05` */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The construct path of a block, without the id `Resource` of a construct's primary resource. */
export function constructPath(path: readonly string[]): string {
  return (path[path.length - 1] === "Resource" ? path.slice(0, -1) : path).join("/");
}

function node(block: Block, graph: StackGraph, starts: number | undefined): PictureNode {
  const seconds = creationSeconds(block, graph);
  return {
    id: block.address,
    title: constructPath(block.path.slice(1)) || constructPath(block.path),
    details: [block.type, starts === undefined ? `${seconds} s` : `${seconds} s, from ${clock(starts)}`],
    shape: "box",
    isMarked: starts !== undefined,
  };
}

/** The shown blocks that a block depends on, directly or through blocks that are not shown. */
function nearest(address: string, shown: readonly Block[], graph: StackGraph): Set<string> {
  const isShown = new Set(shown.map((block) => block.address));
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = [...graph.dependencies(address)];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (isShown.has(at)) found.add(at);
    else open.push(...graph.dependencies(at));
  }
  return found;
}
