import { ADDRESS } from "./address";
import { BASICS } from "./basics";
import { CONTEXT } from "./context";
import type { PreludePart } from "./part";
import { VALUES } from "./values";

const PARTS: PreludePart[] = [...BASICS, ...VALUES, ...CONTEXT, ...ADDRESS];
const CALLS = new Map(PARTS.map((p) => [p, new RegExp(`\\b${p.name}\\b`)]));

/** The functions that a source uses, with all that those use, in their fixed order. */
export function preludeFor(source: string): string {
  const chosen = new Set<PreludePart>();
  const choose = (user: string): void => {
    for (const [candidate, call] of CALLS) {
      if (chosen.has(candidate) || !call.test(user)) continue;
      chosen.add(candidate);
      choose(candidate.source);
    }
  };
  choose(source);
  return PARTS.filter((p) => chosen.has(p))
    .map((p) => p.source)
    .join("\n");
}
