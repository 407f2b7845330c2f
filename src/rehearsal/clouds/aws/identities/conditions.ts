import { UnknownElementError } from "../../../snowflake/errors";
import { isAttributes } from "../../../snowflake/values";
import { arnFields, globMatches } from "../gateway/arn";

/**
 * What is known of a request, by condition key. A key with `undefined` is known to be absent; any key that is not here
 * at all is unknown, and a policy that asks for it is an error.
 */
export type RequestContext = Readonly<Record<string, string | undefined>>;

/**
 * Whether all conditions of a statement hold.
 * @throws UnknownElementError for an operator, key or policy variable that is not simulated
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionsHold(conditions: unknown, context: RequestContext): boolean {
  if (conditions === undefined) return true;
  if (!isAttributes(conditions)) throw new UnknownElementError("policy: Condition is not an object");
  // Every condition is looked at, so that an unknown element is found even when another one already fails.
  const results = Object.entries(conditions).flatMap(([operator, keys]) => {
    if (!isAttributes(keys)) throw new UnknownElementError(`policy: Condition ${operator} is not an object`);
    return Object.entries(keys).map(([key, wanted]) => holds(operator, key, strings(operator, wanted), context));
  });
  return results.every(Boolean);
}

interface Operator {
  readonly negated: boolean;
  matches(wanted: string, actual: string): boolean;
}

const exact = (wanted: string, actual: string) => wanted === actual;
const ignoreCase = (wanted: string, actual: string) => wanted.toLowerCase() === actual.toLowerCase();
const arn = (wanted: string, actual: string) => {
  const fields = arnFields(wanted);
  return fields.length === 6 && arnFields(actual).every((field, index) => globMatches(fields[index] ?? "", field));
};
const compare = (test: (wanted: number, actual: number) => boolean) => (wanted: string, actual: string) =>
  test(Number(wanted), Number(actual));

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { negated: false, matches: exact },
  StringNotEquals: { negated: true, matches: exact },
  StringEqualsIgnoreCase: { negated: false, matches: ignoreCase },
  StringNotEqualsIgnoreCase: { negated: true, matches: ignoreCase },
  StringLike: { negated: false, matches: globMatches },
  StringNotLike: { negated: true, matches: globMatches },
  ArnEquals: { negated: false, matches: arn },
  ArnLike: { negated: false, matches: arn },
  ArnNotEquals: { negated: true, matches: arn },
  ArnNotLike: { negated: true, matches: arn },
  Bool: { negated: false, matches: ignoreCase },
  IpAddress: { negated: false, matches: inRange },
  NotIpAddress: { negated: true, matches: inRange },
  NumericEquals: { negated: false, matches: compare((wanted, actual) => actual === wanted) },
  NumericNotEquals: { negated: true, matches: compare((wanted, actual) => actual === wanted) },
  NumericLessThan: { negated: false, matches: compare((wanted, actual) => actual < wanted) },
  NumericLessThanEquals: { negated: false, matches: compare((wanted, actual) => actual <= wanted) },
  NumericGreaterThan: { negated: false, matches: compare((wanted, actual) => actual > wanted) },
  NumericGreaterThanEquals: { negated: false, matches: compare((wanted, actual) => actual >= wanted) },
};

function holds(name: string, key: string, wanted: readonly string[], context: RequestContext): boolean {
  const entry = Object.entries(context).find(([known]) => known.toLowerCase() === key.toLowerCase());
  if (entry === undefined) throw new UnknownElementError(`policy: the condition key ${key} is not simulated`);
  const actual = entry[1];
  if (name === "Null") return wanted.some((value) => (value.toLowerCase() === "true") === (actual === undefined));
  const ifExists = name.endsWith("IfExists");
  const plainName = ifExists ? name.slice(0, -"IfExists".length) : name;
  const operator = Object.hasOwn(OPERATORS, plainName) ? OPERATORS[plainName] : undefined;
  if (operator === undefined) throw new UnknownElementError(`policy: the condition operator ${name} is not simulated`);
  if (actual === undefined) return ifExists || operator.negated;
  const matched = wanted.some((value) => operator.matches(value, actual));
  return operator.negated ? !matched : matched;
}

function strings(operator: string, value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item !== "string" && typeof item !== "boolean" && typeof item !== "number") {
      throw new UnknownElementError(`policy: a value of Condition ${operator} is not a string`);
    }
    return noVariables(String(item));
  });
}

/** Policy variables would need what the caller's tags and names are. */
export function noVariables(value: string): string {
  if (value.includes("${")) throw new UnknownElementError(`policy: the policy variable in "${value}" is not simulated`);
  return value;
}

function inRange(range: string, address: string): boolean {
  const [base = "", bits = "32"] = range.split("/");
  const network = ipv4(base);
  const host = ipv4(address);
  if (network === undefined || host === undefined) {
    throw new UnknownElementError(`policy: the address range ${range} is not simulated`);
  }
  const size = 2 ** (32 - Number(bits));
  return Math.floor(network / size) === Math.floor(host / size);
}

/** An IPv4 address as a number. */
function ipv4(address: string): number | undefined {
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
