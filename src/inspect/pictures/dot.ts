import { nodesOf, type Picture, type PictureCluster, type PictureEdge, type PictureNode } from "./picture";
import type { Shape } from "./kinds";

// One card with its own background, so that it reads the same on light and dark pages.
const COLOURS = {
  page: "#ffffff",
  text: "#1f2328",
  small: "#59636e",
  line: "#8c959f",
  frame: "#d1d9e0",
  outer: "#f6f8fa",
  inner: "#ffffff",
  node: "#f6f8fa",
  marked: "#0a5bc4",
  markedNode: "#ddf0ff",
} as const;

const SHAPES: Readonly<Record<Shape, string>> = {
  box: 'shape=box style="filled,rounded"',
  function: 'shape=box style="filled,rounded"',
  gateway: "shape=box style=filled",
  store: "shape=cylinder style=filled",
};

// Graphviz has the letter widths of this font; it would underestimate those of others.
const FONT = "Arial";

/** A picture in Graphviz's language: https://graphviz.org/doc/info/lang.html */
export function toDot(picture: Picture): string {
  const { page, text, line } = COLOURS;
  const down = picture.direction === "down";
  return [
    "digraph {",
    `graph [rankdir=${down ? "TB" : "LR"} compound=true bgcolor="${page}" pad=0.3 nodesep=0.3 ranksep=${down ? 0.45 : 0.35} ` +
      `fontname="${FONT}" fontcolor="${text}" fontsize=13 labelloc=t ` +
      `label=${html([strong(picture.title), small(picture.legend)])}]`,
    `node [fontname="${FONT}" fontcolor="${text}" fontsize=12 color="${line}" margin="0.24,0.07" height=0.4]`,
    `edge [fontname="${FONT}" fontcolor="${text}" fontsize=10 color="${line}" arrowsize=0.7]`,
    ...picture.clusters.flatMap((cluster) => clusterLines(cluster, 0)),
    ...picture.edges.map((edge) => edgeLine(edge, picture)),
    "}",
    "",
  ].join("\n");
}

/** Index of the outermost frame around a node or frame. */
function place(id: string, picture: Picture): number {
  return picture.clusters.findIndex(
    (outer) =>
      [outer, ...outer.clusters].some((frame) => frame.id === id) || nodesOf([outer]).some((node) => node.id === id),
  );
}

function clusterLines(cluster: PictureCluster, level: number): string[] {
  const fill = level === 0 ? COLOURS.outer : COLOURS.inner;
  const note = wrapped(cluster.note ?? "").map(small);
  return [
    `subgraph ${quoted(`cluster ${cluster.id}`)} {`,
    `graph [label=${html([strong(cluster.title)])} labeljust=${level === 0 ? "l" : "r"} style="filled,rounded" fillcolor="${fill}" color="${COLOURS.frame}" margin=12 fontsize=${level === 0 ? 14 : 12}]`,
    ...cluster.nodes.map(nodeLine),
    // A node of its own: Graphviz leads arrows around nodes, but across the titles of frames.
    ...(note.length === 0
      ? []
      : [`${quoted(`note ${cluster.id}`)} [label=${html(note, LEFT)} shape=plaintext margin=0]`]),
    ...cluster.clusters.flatMap((inner) => clusterLines(inner, level + 1)),
    "}",
  ];
}

function nodeLine(node: PictureNode): string {
  const label = html([node.isMarked ? strong(node.title) : escape(node.title), ...node.details.map(small)]);
  const colours = node.isMarked
    ? `fillcolor="${COLOURS.markedNode}" color="${COLOURS.marked}" penwidth=1.6`
    : `fillcolor="${COLOURS.node}"`;
  return `${quoted(node.id)} [label=${label} ${SHAPES[node.shape]} ${colours}]`;
}

function edgeLine(edge: PictureEdge, picture: Picture): string {
  // An arrow to an earlier frame is declared in reverse and drawn backwards: Graphviz places the source on top.
  const isBack = place(edge.from, picture) > place(edge.to, picture);
  const [first, second] = isBack ? [edge.to, edge.from] : [edge.from, edge.to];
  const [from, tail] = end(first, picture, "ltail");
  const [to, head] = end(second, picture, "lhead");
  const style = edge.isMarked
    ? `color="${COLOURS.marked}" fontcolor="${COLOURS.marked}" penwidth=2.6 weight=12`
    : "penwidth=0.9 weight=1";
  const label = edge.label === undefined ? "" : ` label=${quoted(` ${edge.label}`)}`;
  return `${quoted(from)} -> ${quoted(to)} [${style}${isBack ? " dir=back" : ""}${tail}${head}${label}]`;
}

/** Graphviz draws an arrow to a frame as one to a node in it that ends at the frame. */
function end(id: string, picture: Picture, attribute: string): [node: string, attributes: string] {
  const cluster = picture.clusters.flatMap((outer) => [outer, ...outer.clusters]).find((each) => each.id === id);
  const inside = cluster === undefined ? undefined : nodesOf([cluster])[0];
  return inside === undefined ? [id, ""] : [inside.id, ` ${attribute}=${quoted(`cluster ${id}`)}`];
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;
const escape = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const strong = (text: string) => `<b>${escape(text)}</b>`;
const small = (text: string) => `<font point-size="10" color="${COLOURS.small}">${escape(text)}</font>`;
const LEFT = '<br align="left"/>';
const html = (lines: readonly string[], lineEnd = "<br/>") =>
  `<${lines.join(lineEnd)}${lineEnd === LEFT ? lineEnd : ""}>`;

/** Letters of a line in a frame's note: longer ones would make the frame wider than its contents. */
const NOTE_LETTERS = 18;

function wrapped(note: string): string[] {
  const lines: string[] = [];
  for (const item of note.split(/(?<=,) /)) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + item.length < NOTE_LETTERS) lines[lines.length - 1] = `${last} ${item}`;
    else if (item !== "") lines.push(item);
  }
  return lines;
}
