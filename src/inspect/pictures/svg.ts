import { loadOptional } from "../../core/optional-packages";
import { anchored } from "./anchors";
import { toDot } from "./dot";
import type { Picture } from "./picture";

/** The functions of @viz-js/viz that are used: https://github.com/mdaines/viz-js */
interface Viz {
  instance(): Promise<{ renderString(dot: string, options: { format: string; engine: string }): string }>;
}

/**
 * Draws a picture as SVG, with Graphviz in WebAssembly.
 * @throws MissingPackages when the optional package @viz-js/viz is not installed
 */
export async function toSvg(picture: Picture): Promise<string> {
  const graphviz = await loadOptional<Viz>("@viz-js/viz").instance();
  const svg = graphviz.renderString(toDot(picture), { format: "svg", engine: "dot" });
  // Without the prologue, which only old readers need: its Graphviz version would change the file with each update.
  return anchored(svg.slice(svg.indexOf("<svg")))
    .replace(/<!--[\s\S]*?-->\n?/g, "")
    .replaceAll('font-family="Arial"', 'font-family="Arial,Helvetica,sans-serif"')
    .replace("<svg", '<svg role="img"');
}
