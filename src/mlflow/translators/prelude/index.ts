import { ADDRESS } from "./address";
import { BASICS } from "./basics";
import { CONTEXT } from "./context";
import type { PreludePart } from "./part";
import { POINTS } from "./points";
import { VALUES } from "./values";

const PARTS: PreludePart[] = [...BASICS, ...VALUES, ...POINTS, ...CONTEXT, ...ADDRESS];
// A name in quotes, behind a dot or before a colon is a text or a field of that name.
const CALLS = new Map(PARTS.map((p) => [p, new RegExp(`(?<![\\w."'])${p.name}(?![\\w"']|:)`)]));
/** The functions that each one calls, found at first use. */
const needs = new Map<PreludePart, PreludePart[]>();

/** The functions that a source uses, directly and indirectly, in a fixed order. */
export function preludeFor(source: string): string {
  const chosen = new Set<PreludePart>();
  const choose = (parts: PreludePart[]): void => {
    for (const part of parts) {
      if (chosen.has(part)) continue;
      chosen.add(part);
      const own = needs.get(part) ?? partsIn(part.source);
      needs.set(part, own);
      choose(own);
    }
  };
  choose(partsIn(source));
  return PARTS.filter((p) => chosen.has(p))
    .map((p) => p.source)
    .join("\n");
}

function partsIn(source: string): PreludePart[] {
  // Most functions are not in it, and a text search is faster than the expression.
  return PARTS.filter((part) => source.includes(part.name) && CALLS.get(part)?.test(source));
}
