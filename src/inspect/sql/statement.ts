import type { Reader } from "./reader";
import { literal } from "./text";

/** SQL statements of one resource, without semicolons. */
export type Renderer = (reader: Reader) => string[];

/** A statement of a first line and clauses, one a line; undefined clauses are left out. */
export function statement(first: string, clauses: readonly (string | undefined)[]): string {
  return [first, ...clauses.filter((clause) => clause !== undefined)].join("\n  ");
}

/** `COMMENT = '...'` */
export function comment(reader: Reader): string | undefined {
  return text(reader, "comment");
}

/** A clause named after its attribute, its value a string. */
export function text(reader: Reader, attribute: string): string | undefined {
  const value = reader.text(attribute);
  return value === undefined ? undefined : `${attribute.toUpperCase()} = ${literal(value)}`;
}

/** A clause named after its attribute, its value a number, a boolean or a word. */
export function plain(reader: Reader, attribute: string): string | undefined {
  const value = reader.text(attribute);
  return value === undefined ? undefined : `${attribute.toUpperCase()} = ${value}`;
}
