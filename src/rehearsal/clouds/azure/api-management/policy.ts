import { readXml, SECTIONS, type Element } from "../../../../inspect/rules/azure/api-management-xml";

/** Policies that count by a key, which the tier Consumption does not have. */
const NOT_ON_CONSUMPTION = ["rate-limit-by-key", "quota-by-key"];

/** The sections of a policy, or what is wrong with its form. */
export function readPolicy(policy: string): { readonly sections: readonly Element[] } | { readonly problem: string } {
  const read = readXml(policy);
  if ("fault" in read)
    return { problem: `Error on line ${read.fault.line}, column ${read.fault.column}: ${read.fault.message}` };
  const fail = (name: string, problem: string) => ({ problem: `Error in element '${name}': ${problem}` });
  const [root, ...others] = read.elements;
  if (root?.name !== "policies" || others.length > 0)
    return fail("policies", "the root of a policy is one element policies");
  const names = root.children.map(({ name }) => name);
  const unknown = names.find((name) => !SECTIONS.some((known) => known === name));
  if (unknown !== undefined) return fail(unknown, `it is no section of a policy (${SECTIONS.join(", ")})`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return fail(twice, "a section may be there once");
  if (root.children.some(({ name, children }) => name === "backend" && children.length > 1))
    return fail("backend", "the section backend takes one policy");
  return { sections: root.children };
}

/** What is wrong with a policy for a service's tier; undefined when nothing is. */
export function policyProblem(policy: string, isConsumption: boolean): string | undefined {
  const read = readPolicy(policy);
  if ("problem" in read) return read.problem;
  const refused = names(read.sections).find((name) => isConsumption && NOT_ON_CONSUMPTION.includes(name));
  return refused && `Error in element '${refused}': Policy is not supported for the SKU Consumption`;
}

function names(elements: readonly Element[]): string[] {
  return elements.flatMap(({ name, children }) => [name, ...names(children)]);
}
