import type { Block, CtyType } from "./schema";
import { impliedType } from "./schema";

/** One step of an attribute path as the plugin protocol sends it. */
export interface PathStep {
  readonly attribute_name?: string;
  readonly element_key_int?: number;
  readonly element_key_string?: string;
}

export interface AttributePath {
  readonly steps: readonly PathStep[];
}

export interface Diagnostic {
  readonly severity: 1 | 2;
  readonly summary: string;
  readonly detail: string;
  readonly attribute?: AttributePath;
}

/** An error that Terraform shows at the attribute. */
export function errorDiagnostic(block: Block, message: string, attribute?: string): Diagnostic {
  const path = attribute === undefined ? undefined : attributePath(block, attribute);
  return { severity: 1, summary: message, detail: "", ...(path && path.steps.length > 0 && { attribute: path }) };
}

/**
 * The protocol's form of a dotted path. A list whose index is missing gets index 0; elements of a set have no address, so
 * that the path ends at the set. A name that the schema does not know ends the path as well.
 */
export function attributePath(block: Block, path: string): AttributePath {
  const steps: PathStep[] = [];
  let type: CtyType = impliedType(block);
  const parts = path.split(".");
  while (parts.length > 0 && typeof type !== "string") {
    const part = parts[0] ?? "";
    const kind: string = type[0];
    if (kind === "set" || kind === "tuple") break;
    if (kind === "list") {
      if (/^\d+$/.test(part)) parts.shift();
      steps.push({ element_key_int: /^\d+$/.test(part) ? Number(part) : 0 });
      type = type[1] as CtyType;
    } else if (kind === "map") {
      steps.push({ element_key_string: part });
      parts.shift();
      type = type[1] as CtyType;
    } else {
      const member: CtyType | undefined = (type[1] as Record<string, CtyType>)[part];
      if (member === undefined) break;
      steps.push({ attribute_name: part });
      parts.shift();
      type = member;
    }
  }
  return { steps };
}
