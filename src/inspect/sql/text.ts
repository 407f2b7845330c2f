// As the provider writes strings: pkg/sdk/sql_builder.go.
const ESCAPES: readonly (readonly [character: string, written: string])[] = [
  ["\\", "\\\\"],
  ["'", "\\'"],
  ['"', '\\"'],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
];

/** A string between single quotes. */
export function literal(text: string): string {
  return `'${ESCAPES.reduce((written, [character, escape]) => written.replaceAll(character, escape), text)}'`;
}

/** A list of strings in parentheses. */
export function literals(texts: readonly string[]): string {
  return `(${texts.map(literal).join(", ")})`;
}

/** A name with each identifier in double quotes: letter case matters. */
export function quoted(...parts: string[]): string {
  return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join(".");
}

/**
 * A name that may be written with or without quotes, as the provider sends it: `DB.S` and `"DB"."S"` are `"DB"."S"`. What
 * follows the name, a function's argument types, stays as it is.
 */
export function requoted(identifier: string): string {
  const [, name = "", types = ""] = /^([\s\S]*?)(\([^()]*\))?$/.exec(identifier) ?? [];
  // A dot inside quotes or a placeholder is not a separator.
  const parts = name.match(/"(?:[^"]|"")*"|(?:<[^>]*>|[^."<])+/g) ?? [];
  return `${quoted(...parts.map((part) => part.replace(/^"|"$/g, "").replaceAll('""', '"')))}${types}`;
}
