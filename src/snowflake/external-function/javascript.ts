import { createHash } from "node:crypto";
import { Script } from "node:vm";

/** Bodies that are known to parse: the environments of one program share most of them. */
const parsed = new Set<string>();
/** Hashes by body and name, for the same reason. */
const hashes = new Map<string, Map<string, string>>();

/** Spares a body that this package generates: its tests parse every one, and to parse them all again would slow every synth. */
export function generatedJavascript(body: string): string {
  parsed.add(body);
  return body;
}

/** The SHA-256 of a body with the name of what has it. */
export function contentHash(name: string, body: string): string {
  const known = hashes.get(body) ?? new Map<string, string>();
  const hash = known.get(name) ?? createHash("sha256").update(`${name}\n${body}`).digest("hex");
  hashes.set(body, known.set(name, hash));
  return hash;
}

/** The syntax error of a function's body; undefined without one. */
export function syntaxError(body: string): string | undefined {
  if (parsed.has(body)) return undefined;
  try {
    // Compiled, never run. Node's own engine does it in no time; that the text is ES2015 is seen by a rehearsal.
    new Script(`(function (EVENT) {\n${body}\n})`);
    parsed.add(body);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
