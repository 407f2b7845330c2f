/** Pixels between a frame and its title. */
const TITLE_MARGIN = 8;

/**
 * Anchors every text of Graphviz's SVG at what it belongs to: in the middle of its node, at the side of its frame, in the middle of the
 * page. Graphviz writes where the text begins in Arial; readers without that font have wider letters, which would run out of the shapes.
 */
export function anchored(svg: string): string {
  return svg
    .replace(/<g id="\w+" class="(node|cluster)">[\s\S]*?<\/g>/g, (group, kind: string) => {
      const bounds = boundsOf(group);
      if (bounds === undefined) return group;
      const [left, right] = bounds;
      if (kind === "node") return moved(group, "middle", (left + right) / 2);
      const isLeft = textStart(group) <= left + TITLE_MARGIN + 1;
      return isLeft ? group : moved(group, "end", right - TITLE_MARGIN);
    })
    .replace(/class="graph"[\s\S]*?(?=<g )/, (title) => {
      const bounds = boundsOf(title);
      return bounds === undefined ? title : moved(title, "middle", (bounds[0] + bounds[1]) / 2);
    });
}

/** The left and right end of the first shape of a group; undefined of a text without one. */
function boundsOf(group: string): [left: number, right: number] | undefined {
  const shape = /<(?:path|polygon)[^>]* (?:d|points)="([^"]*)"/.exec(group)?.[1];
  if (shape === undefined) return undefined;
  const places = [...shape.matchAll(/(-?[\d.]+),-?[\d.]+/g)].map((match) => Number(match[1]));
  return [Math.min(...places), Math.max(...places)];
}

function textStart(group: string): number {
  return Number(/<text[^>]* x="(-?[\d.]+)"/.exec(group)?.[1]);
}

function moved(group: string, anchor: "middle" | "end", x: number): string {
  return group.replace(/text-anchor="\w+" x="-?[\d.]+"/g, `text-anchor="${anchor}" x="${Number(x.toFixed(2))}"`);
}
