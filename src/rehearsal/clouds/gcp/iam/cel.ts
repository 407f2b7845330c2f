import { UnknownElementError } from "../../../simulator/readers";

/** The claims of a token, by name. */
export type Claims = Readonly<Record<string, unknown>>;

const EQUALS = /^assertion\.(\w+) == '([^']*)'$/;
const AMONG = /^assertion\.(\w+) in \[('[^']*'(?:, '[^']*')*)\]$/;
/** Parentheses, operators, and what stands between them. */
const PARTS = /\s*(\(|\)|&&|\|\||assertion\.\w+ == '[^']*'|assertion\.\w+ in \['[^']*'(?:, '[^']*')*\])\s*/y;

/**
 * Whether an attribute condition holds: comparisons of claims with texts, joined by `&&`, `||` and parentheses. An empty one always does.
 * @throws UnknownElementError for any other expression
 * @see https://cloud.google.com/iam/docs/workload-identity-federation#conditions
 */
export function holds(condition: string, claims: Claims): boolean {
  if (condition === "") return true;
  const parts = partsOf(condition);
  const value = either(parts, claims);
  if (parts.length > 0) throw unknown(condition);
  return value;
}

const unknown = (condition: string) => new UnknownElementError(`the condition ${condition} is not evaluated`);

function partsOf(condition: string): string[] {
  const parts: string[] = [];
  PARTS.lastIndex = 0;
  while (PARTS.lastIndex < condition.length) {
    const [, part] = PARTS.exec(condition) ?? [];
    if (part === undefined) throw unknown(condition);
    parts.push(part);
  }
  return parts;
}

/** Takes a disjunction off the parts, in which a conjunction binds tighter. */
function either(parts: string[], claims: Claims): boolean {
  return joined(parts, "||", () => joined(parts, "&&", () => one(parts, claims)).every(Boolean)).some(Boolean);
}

/** The values of all that an operator joins. */
function joined(parts: string[], operator: string, take: () => boolean): boolean[] {
  const values = [take()];
  while (parts[0] === operator) {
    parts.shift();
    values.push(take());
  }
  return values;
}

function one(parts: string[], claims: Claims): boolean {
  const part = parts.shift() ?? "";
  if (part === "(") {
    const value = either(parts, claims);
    if (parts.shift() !== ")") throw unknown("with an open parenthesis");
    return value;
  }
  const [, name = "", value] = EQUALS.exec(part) ?? [];
  if (value !== undefined) return claims[name] === value;
  const [, among = "", list] = AMONG.exec(part) ?? [];
  if (list === undefined) throw unknown(part);
  return [...list.matchAll(/'([^']*)'/g)].some(([, each]) => claims[among] === each);
}

const CLAIM = /^assertion\.(\w+)$/;
const TEXT = /^'([^']*)'$/;
const SPLIT = /^assertion\.(\w+)\.split\('([^']*)'\)\[(\d)\]$/;

/**
 * The value of a mapping: a claim, a part of one, or several with texts between them. Undefined when a claim is missing, which is an error in
 * CEL: Google Cloud then refuses the token.
 * @throws UnknownElementError for any other expression
 */
export function mapped(expression: string, claims: Claims): string | undefined {
  const values = expression.split(" + ").map((part) => {
    const [, words] = TEXT.exec(part) ?? [];
    if (words !== undefined) return words;
    const [, claim, separator = "", index = "0"] = SPLIT.exec(part) ?? CLAIM.exec(part) ?? [];
    if (claim === undefined) throw new UnknownElementError(`the mapping ${expression} is not evaluated`);
    const value = claims[claim];
    if (typeof value !== "string") return undefined;
    return separator === "" ? value : value.split(separator)[Number(index)];
  });
  return values.includes(undefined) ? undefined : values.join("");
}
