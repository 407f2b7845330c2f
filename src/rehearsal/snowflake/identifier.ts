/** A Snowflake name taken apart: `"DB"."SCHEMA"."F"(VARCHAR, FLOAT)`. */
export interface Identifier {
  readonly parts: readonly string[];
  /** Argument types without sizes; undefined when the name has no argument list. */
  readonly types: readonly string[] | undefined;
}

/** One part of a dotted name. */
export interface IdentifierPart {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** Splits a dotted name into its parts, each in double quotes or bare; `rest` is what no part holds, such as argument types. */
export function splitIdentifier(name: string): { readonly parts: readonly IdentifierPart[]; readonly rest: string } {
  const parts: IdentifierPart[] = [];
  let rest = name.trim();
  let dot = "";
  for (;;) {
    const [all, quoted, bare, next] = /^(?:"((?:[^"]|"")*)"|([^".(]+))(\.)?/.exec(rest) ?? [];
    if (all === undefined) break;
    parts.push({ text: quoted?.replaceAll('""', '"') ?? bare ?? "", isQuoted: quoted !== undefined });
    rest = rest.slice(all.length);
    dot = next ?? "";
    if (dot === "") break;
  }
  return { parts, rest: dot + rest };
}

/** Reads a name as the Terraform provider writes it: quoted parts, or unquoted parts that are taken literally. */
export function parseIdentifier(name: string): Identifier {
  const { parts, rest } = splitIdentifier(name);
  const list = /^\((.*)\)$/s.exec(rest);
  return { parts: parts.map(({ text }) => text), types: list ? splitTypes(list[1] ?? "") : undefined };
}

/** A name as a SQL user writes it: an unquoted part is folded to upper case. */
export function parseSqlName(name: string): readonly string[] {
  return splitIdentifier(name).parts.map(({ text, isQuoted }) => (isQuoted ? text : text.toUpperCase()));
}

/** `VARCHAR(16777216)` is `VARCHAR`: a signature has no sizes. */
export function bareType(type: string): string {
  return type
    .replace(/\(.*\)$/, "")
    .trim()
    .toUpperCase();
}

function splitTypes(list: string): string[] {
  const types = list.match(/[^,(]+(?:\([^)]*\))?/g) ?? [];
  return types.map(bareType).filter((type) => type !== "");
}
