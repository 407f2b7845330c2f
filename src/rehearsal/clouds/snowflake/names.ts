import { CloudError } from "../../simulator/rule";
import { splitIdentifier } from "../../snowflake/identifier";

/** The provider quotes every identifier, so that letter case counts. */
export function quoted(...parts: string[]): string {
  return parts.map((part) => `"${part}"`).join(".");
}

/** A function's or procedure's name with its argument types: `"DB"."S"."F"(VARCHAR, FLOAT)`. */
export function withArguments(database: string, schema: string, name: string, types: string[]): string {
  return `${quoted(database, schema, name)}(${types.join(", ")})`;
}

/**
 * Parts of an identifier as the provider reads it: separated by dots, each plain or in double quotes. Nothing is folded to
 * upper case. Source: pkg/sdk/identifier_parsers.go (ParseIdentifierString) of the provider.
 */
export function identifierParts(identifier: string, expected: number): string[] {
  const { parts, rest } = splitIdentifier(identifier);
  const bare = parts.map(({ text }) => text);
  if (rest !== "" || bare.some((part) => /["()]/.test(part) || part === "")) {
    throw new CloudError(`unable to read identifier: ${identifier}`);
  }
  if (bare.length !== expected) {
    throw new CloudError(`unexpected number of parts ${bare.length} in identifier ${identifier}, expected ${expected}`);
  }
  return bare;
}

/** Reads `DB.S.F(VARCHAR)` into the provider's spelling, and refuses a name without argument types as the provider does. */
export function identifierWithArguments(identifier: string): { name: string; types: string[] } {
  const open = identifier.indexOf("(");
  if (open < 0) throw new CloudError(`unable to parse identifier: '(' not present in ${identifier}`);
  const name = quoted(...identifierParts(identifier.slice(0, open), 3));
  const inner = identifier
    .slice(open + 1)
    .replace(/\)$/, "")
    .trim();
  return { name, types: inner === "" ? [] : inner.split(",").map((type) => type.trim()) };
}

export function doesNotExist(kind: string, name: string): CloudError {
  return new CloudError(`002003 (02000): SQL compilation error: ${kind} '${name}' does not exist or not authorized.`);
}

export function alreadyExists(name: string): CloudError {
  return new CloudError(`002002 (42710): SQL compilation error: Object '${name}' already exists.`);
}
