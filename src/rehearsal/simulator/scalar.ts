import type { Facets } from "./behaviour";
import { hasFormat } from "./formats";
import type { Value } from "./rule";

export type Scalar = string | number | boolean;

/** What a provider's validator says of a value; undefined: it has nothing against it, or does not look at it. */
type Check = (path: string, facets: Facets, value: Scalar) => string | undefined;

export function isScalar(value: Value): value is Scalar {
  return value !== null && (typeof value === "string" || typeof value === "number" || typeof value === "boolean");
}

/** What is wrong with one known value, in the words of the plugin SDK. */
export function scalarProblems(path: string, facets: Facets, value: Scalar): string[] {
  if (facets.oneOf !== undefined && includes(facets.oneOf, facets, value)) return [];
  const made = CHECKS.filter(({ applies }) => applies(facets, value));
  const problems = made.map(({ check }) => check(path, facets, value)).filter((problem) => problem !== undefined);
  if (!facets.union) return problems;
  const accepted = facets.checked === true || problems.length < made.length;
  return accepted ? [] : problems.slice(0, 1);
}

const CHECKS: readonly { readonly applies: (facets: Facets, value: Scalar) => boolean; readonly check: Check }[] = [
  { applies: ({ oneOf }) => oneOf !== undefined, check: expectOneOf },
  { applies: ({ notOneOf }) => notOneOf !== undefined, check: expectNotOneOf },
  { applies: ({ min, max }, value) => (min ?? max) !== undefined && isNumber(value), check: expectRange },
  { applies: ({ divisibleBy }) => divisibleBy !== undefined, check: expectMultiple },
  { applies: ({ minLength, maxLength }) => (minLength ?? maxLength) !== undefined, check: expectLength },
  { applies: ({ pattern }) => pattern !== undefined, check: expectPattern },
  { applies: ({ format }) => format !== undefined, check: expectFormat },
];

function includes(listed: readonly (string | number)[], { ignoreCase }: Facets, value: Scalar): boolean {
  const form = (each: Scalar) => (ignoreCase ? String(each).toLowerCase() : String(each));
  return listed.some((each) => form(each) === form(value));
}

function expectOneOf(path: string, { oneOf = [] }: Facets, value: Scalar): string {
  const list = oneOf.map((each) => JSON.stringify(each)).join(" ");
  return `expected ${path} to be one of [${list}], got ${value}`;
}

function expectNotOneOf(path: string, facets: Facets, value: Scalar): string | undefined {
  const listed = facets.notOneOf ?? [];
  if (!includes(listed, facets, value)) return undefined;
  return `expected ${path} to not be any of [${listed.map((each) => JSON.stringify(each)).join(" ")}], got ${value}`;
}

/** Text that holds no number is a format check's business. */
function isNumber(value: Scalar): boolean {
  return typeof value !== "boolean" && value !== "" && !Number.isNaN(Number(value));
}

function expectRange(path: string, { min, max }: Facets, value: Scalar): string | undefined {
  return within(Number(value), min, max) ? undefined : `expected ${path} to be ${rangeText(min, max)}, got ${value}`;
}

function expectMultiple(path: string, { divisibleBy = 1 }: Facets, value: Scalar): string | undefined {
  return Number(value) % divisibleBy === 0
    ? undefined
    : `expected ${path} to be divisible by ${divisibleBy}, got: ${value}`;
}

function expectLength(path: string, { minLength, maxLength }: Facets, value: Scalar): string | undefined {
  return within(Buffer.byteLength(String(value)), minLength, maxLength)
    ? undefined
    : `expected length of ${path} to be ${rangeText(minLength, maxLength)}, got ${value}`;
}

const compiled = new Map<string, RegExp>();

function expectPattern(path: string, { pattern = "", ignoreCase }: Facets, value: Scalar): string | undefined {
  const flags = ignoreCase ? "iu" : "u";
  const regex = compiled.get(flags + pattern) ?? new RegExp(pattern, flags);
  compiled.set(flags + pattern, regex);
  return regex.test(String(value)) ? undefined : `invalid value for ${path} (must match ${pattern}): ${value}`;
}

function expectFormat(path: string, { format }: Facets, value: Scalar): string | undefined {
  if (format === undefined || hasFormat(format, String(value))) return undefined;
  return `expected ${path} to be valid ${format}, got ${value}`;
}

function within(value: number, min?: number, max?: number): boolean {
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}

function rangeText(min?: number, max?: number): string {
  if (min === undefined) return `at most (${max})`;
  return max === undefined ? `at least (${min})` : `in the range (${min} - ${max})`;
}
