import { readXml, SECTIONS, type Element } from "../../../../inspect/rules/azure/api-management-xml";

/** Policies that count by a key, which the tier Consumption does not have. */
const NOT_ON_CONSUMPTION = ["rate-limit-by-key", "quota-by-key"];

/** The names in braces that a policy takes from named values: `{{backend-key}}`. */
export function namedValuesIn(policy: string): string[] {
  return [...policy.matchAll(/\{\{([^{}]+)\}\}/g)].map(([, name = ""]) => name.trim());
}

/** Values of an attribute, wherever it stands: `logger-id`. */
export function attributesIn(policy: string, attribute: string): string[] {
  return [...policy.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, "g"))].map(([, value = ""]) => value);
}

/** What is wrong with a policy's form; undefined when nothing is. */
export function policyProblem(policy: string, isConsumption: boolean): string | undefined {
  const read = readXml(policy);
  if ("fault" in read) return `Error on line ${read.fault.line}, column ${read.fault.column}: ${read.fault.message}`;
  const [root, ...others] = read.elements;
  if (root?.name !== "policies" || others.length > 0)
    return "Error in element 'policies': the root of a policy is one element policies";
  const sections = root.children.map(({ name }) => name);
  const unknown = sections.find((name) => !SECTIONS.some((known) => known === name));
  if (unknown !== undefined)
    return `Error in element '${unknown}': it is no section of a policy (${SECTIONS.join(", ")})`;
  const twice = sections.find((name, index) => sections.indexOf(name) !== index);
  if (twice !== undefined) return `Error in element '${twice}': a section may be there once`;
  const backend = root.children.find(({ name }) => name === "backend");
  if (backend !== undefined && backend.children.length > 1)
    return "Error in element 'backend': the section backend takes one policy";
  if (!isConsumption) return undefined;
  const refused = names(root.children).find((name) => NOT_ON_CONSUMPTION.includes(name));
  return refused === undefined
    ? undefined
    : `Error in element '${refused}': Policy is not supported for the SKU Consumption`;
}

function names(elements: readonly Element[]): string[] {
  return elements.flatMap(({ name, children }) => [name, ...names(children)]);
}
