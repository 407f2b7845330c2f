import { arnFields, globMatches } from "../arn";
import { contains, parseCidr } from "../../../simulator/cidr";
import type { PolicyCondition } from "./grammar";
import { UnknownElementError } from "../../../simulator/readers";

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
export function conditionsHold(conditions: readonly PolicyCondition[], context: RequestContext): boolean {
  // Every condition is looked at, so that an unknown element is found even when another one already fails.
  return conditions.map((condition) => holds(condition, context)).every(Boolean);
}

type Matches = (wanted: string, actual: string) => boolean;

const exact: Matches = (wanted, actual) => wanted === actual;
const ignoreCase: Matches = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();
const arn: Matches = (wanted, actual) => {
  const fields = arnFields(wanted);
  return fields.length === 6 && arnFields(actual).every((field, index) => globMatches(fields[index] ?? "", field));
};
const compare =
  (test: (wanted: number, actual: number) => boolean): Matches =>
  (wanted, actual) =>
    test(Number(wanted), Number(actual));
const inRange: Matches = (range, address) => {
  const [network, host] = [range, address].map((text) => parseCidr(text.includes("/") ? text : `${text}/32`));
  if (network === undefined || host === undefined)
    throw new UnknownElementError(`policy: the address range ${range} is not simulated`);
  return contains(network, host);
};

/** Operators without `Not` and `IfExists`. */
const OPERATORS: Readonly<Record<string, Matches>> = {
  StringEquals: exact,
  StringEqualsIgnoreCase: ignoreCase,
  StringLike: globMatches,
  ArnEquals: arn,
  ArnLike: arn,
  Bool: ignoreCase,
  IpAddress: inRange,
  NumericEquals: compare((wanted, actual) => actual === wanted),
  NumericLessThan: compare((wanted, actual) => actual < wanted),
  NumericLessThanEquals: compare((wanted, actual) => actual <= wanted),
  NumericGreaterThan: compare((wanted, actual) => actual > wanted),
  NumericGreaterThanEquals: compare((wanted, actual) => actual >= wanted),
};

function holds({ operator: name, key, values }: PolicyCondition, context: RequestContext): boolean {
  const wanted = values.map(noVariables);
  const entry = Object.entries(context).find(([known]) => known.toLowerCase() === key.toLowerCase());
  if (entry === undefined) throw new UnknownElementError(`policy: the condition key ${key} is not simulated`);
  const actual = entry[1];
  if (name === "Null") return wanted.some((value) => (value.toLowerCase() === "true") === (actual === undefined));
  const ifExists = name.endsWith("IfExists");
  const plain = ifExists ? name.slice(0, -"IfExists".length) : name;
  const isNegated = plain.includes("Not");
  const operator = plain.replace("Not", "");
  const matches = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (matches === undefined) throw new UnknownElementError(`policy: the condition operator ${name} is not simulated`);
  if (actual === undefined) return ifExists || isNegated;
  return wanted.some((value) => matches(value, actual)) !== isNegated;
}

/** Policy variables would need what the caller's tags and names are. */
export function noVariables(value: string): string {
  if (value.includes("${")) throw new UnknownElementError(`policy: the policy variable in "${value}" is not simulated`);
  return value;
}
