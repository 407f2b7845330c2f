import { bareType } from "./identifier";

/** An argument of an applied function or procedure. */
export interface Argument {
  readonly name: string;
  readonly type: string;
}

/** Values of each SQL type that a function may take, the plainest first. */
const VALID: Readonly<Record<string, readonly unknown[]>> = {
  VARCHAR: ["1", "0", "rehearsal", "https://example.com/rehearsal", "{}"],
  NUMBER: [1],
  FLOAT: [1],
  BOOLEAN: [true],
  OBJECT: [{}, null],
  ARRAY: [[], ["1"], [{ key: "rehearsal", value: "1" }], [{}], null],
  VARIANT: [{}, "1", [], null],
  BINARY: ["00FF", null],
  TIMESTAMP_NTZ: ["2026-05-04 03:02:01", null],
};

/** Values of each SQL type that are of the type and of no use. */
const INVALID: Readonly<Record<string, unknown>> = {
  VARCHAR: "\u0000/../?#%",
  NUMBER: -1e30,
  FLOAT: "NaN",
  BOOLEAN: null,
  OBJECT: { "no such field": [null, { "": NaN }] },
  ARRAY: [null, {}, "x", [1]],
  VARIANT: ["x"],
  BINARY: "",
  TIMESTAMP_NTZ: "0001-01-01 00:00:00",
};

/** The first row to try. */
export function firstRow(args: readonly Argument[]): unknown[] {
  return args.map(({ type }) => (VALID[bareType(type)] ?? [null])[0]);
}

/** Rows that a function must refuse or take, and never stumble over. */
export function invalidRows(args: readonly Argument[]): unknown[][] {
  return [args.map(() => null), args.map(({ type }) => INVALID[bareType(type)] ?? null)];
}

/**
 * Rows to try after a refusal: another value for each argument that the message names, or for each if it names none. Words of the
 * message are values too: a function that takes one of a few words lists them.
 */
export function nextRows(args: readonly Argument[], row: readonly unknown[], message: string): unknown[][] {
  const words = [...new Set(message.match(/\b[A-Z][A-Z_]{2,}\b/g) ?? [])];
  const named = args.filter(({ name }) => words.includes(name));
  return (named.length > 0 ? named : args).flatMap((argument) => {
    const type = bareType(argument.type);
    const choices = type === "VARCHAR" ? words.filter((word) => !args.some(({ name }) => name === word)) : [];
    const at = args.indexOf(argument);
    return [...choices, ...(VALID[type] ?? [])]
      .filter((value) => JSON.stringify(value) !== JSON.stringify(row[at]))
      .map((value) => row.map((old, index) => (index === at ? value : old)));
  });
}
