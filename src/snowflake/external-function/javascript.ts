import { createHash } from "node:crypto";
import { Script } from "node:vm";

/** Bodies that are known to parse: the environments of one program share most of them. */
const parsed = new Set<string>();
/** Hashes by body and name, for the same reason. */
const hashes = new Map<string, Map<string, string>>();

/** Skips the check of a body that this package generates: the tests parse all of them, and the check would slow every synth. */
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
    // Compiled, never run. It takes Node's engine less than a millisecond. A rehearsal checks that the text is ES2015.
    new Script(`(function (EVENT) {\n${body}\n})`);
    parsed.add(body);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
