import { isObject, type JsonObject } from "../../../core/json";
import { normalJson, stable } from "../../simulator/equal-forms";

/**
 * A policy is the same policy in another order of its statements and of the elements of a list, with a list of one in place of its
 * element, and with an account in place of its root user.
 * @see https://github.com/hashicorp/awspolicyequivalence
 */
export function policyForm(json: string): string {
  return normalJson(json, (policy) => {
    if (!isObject(policy) || policy.Statement === undefined) return policy;
    return { ...policy, Statement: listOf(policy.Statement).map(statementForm).map(stable).sort() };
  });
}

const LISTS = new Set(["Action", "NotAction", "Resource", "NotResource"]);
const PRINCIPALS = new Set(["Principal", "NotPrincipal"]);

function statementForm(statement: unknown): unknown {
  if (!isObject(statement)) return statement;
  return mapObject(statement, (value, key) => {
    if (LISTS.has(key)) return setForm(value);
    if (PRINCIPALS.has(key)) return isObject(value) ? mapObject(value, principalForm) : value;
    if (key !== "Condition" || !isObject(value)) return value;
    return mapObject(value, (tests) => (isObject(tests) ? mapObject(tests, setForm) : tests));
  });
}

function principalForm(value: unknown): unknown {
  return setForm(listOf(value).map((each) => String(each).replace(/^arn:aws[a-z-]*:iam::(\d{12}):root$/, "$1")));
}

function setForm(value: unknown): unknown {
  return listOf(value).map(String).sort();
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function mapObject(value: JsonObject, change: (each: unknown, key: string) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, change(each, key)]));
}
