/** A Snowflake name taken apart: `"DB"."SCHEMA"."F"(VARCHAR, FLOAT)`. */
export interface Identifier {
  readonly parts: readonly string[];
  /** Argument types without sizes; undefined when the name has no argument list. */
  readonly types: readonly string[] | undefined;
}

/** Reads a name as the Terraform provider writes it: quoted parts, or bare parts that mean exactly what they say. */
export function parseIdentifier(name: string): Identifier {
  const parts: string[] = [];
  let rest = name.trim();
  for (;;) {
    const match = /^(?:"((?:[^"]|"")*)"|([^".(]+))(\.)?/.exec(rest);
    if (!match) break;
    parts.push(match[1] === undefined ? (match[2] ?? "") : match[1].replaceAll('""', '"'));
    rest = rest.slice(match[0].length);
    if (match[3] === undefined) break;
  }
  const list = /^\((.*)\)$/s.exec(rest);
  return { parts, types: list ? splitTypes(list[1] ?? "") : undefined };
}

/** A name as a SQL user writes it: an unquoted part is folded to upper case. */
export function parseSqlName(name: string): readonly string[] {
  return [...name.matchAll(/"((?:[^"]|"")*)"|([^".]+)/g)].map((match) =>
    match[1] === undefined ? (match[2] ?? "").toUpperCase() : match[1].replaceAll('""', '"'),
  );
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
