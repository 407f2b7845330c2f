import { UnknownElementError } from "../../../simulator/readers";

/** The claims of a token, by name. */
export type Claims = Readonly<Record<string, unknown>>;

const EQUALS = /^assertion\.(\w+) == '([^']*)'$/;
const AMONG = /^assertion\.(\w+) in \[('[^']*'(?:, '[^']*')*)\]$/;

/**
 * Whether an attribute condition holds: comparisons of claims with texts, all of which must hold. An empty one always does.
 * @throws UnknownElementError for any other expression
 * @see https://cloud.google.com/iam/docs/workload-identity-federation#conditions
 */
export function holds(condition: string, claims: Claims): boolean {
  if (condition === "") return true;
  return condition.split(" && ").every((part) => {
    const [, name = "", value] = EQUALS.exec(part) ?? [];
    if (value !== undefined) return claims[name] === value;
    const [, among = "", list] = AMONG.exec(part) ?? [];
    if (list === undefined) throw new UnknownElementError(`the condition ${part} is not evaluated`);
    return [...list.matchAll(/'([^']*)'/g)].some(([, each]) => claims[among] === each);
  });
}

/**
 * The value of a mapping: a claim.
 * @throws UnknownElementError for any other expression
 */
export function mapped(expression: string, claims: Claims): string | undefined {
  const [, name] = /^assertion\.(\w+)$/.exec(expression) ?? [];
  if (name === undefined) throw new UnknownElementError(`the mapping ${expression} is not evaluated`);
  const value = claims[name];
  return typeof value === "string" ? value : undefined;
}
