import { isObject } from "../../../../core/json";
import { loadOptional } from "../../../../core/optional-packages";

const SECTIONS = ["inbound", "backend", "outbound", "on-error"];
/** Policies that count by a key, which the tier Consumption does not have. */
const NOT_ON_CONSUMPTION = ["rate-limit-by-key", "quota-by-key"];

/**
 * The XML of a policy as the service reads it: quotes inside of an expression need no escape in an attribute.
 * @see https://learn.microsoft.com/en-us/azure/api-management/api-management-policy-expressions
 */
export function plainXml(policy: string): string {
  return policy.replace(/="(@\([\s\S]*?\))"(?=[\s/>])/g, (_, expression: string) => {
    const escaped = expression
      .replace(/&(?!\w+;)/g, "&amp;")
      .replace(/"/g, "&quot;")
      .replace(/</g, "&lt;");
    return `="${escaped}"`;
  });
}

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
  const { XMLParser, XMLValidator } = loadOptional<typeof import("fast-xml-parser")>("fast-xml-parser");
  const xml = plainXml(policy);
  const found = XMLValidator.validate(xml);
  if (found !== true) return `Error on line ${found.err.line}, column ${found.err.col}: ${found.err.msg}`;
  const parsed = new XMLParser({ preserveOrder: true, ignoreAttributes: false }).parse(xml) as Element[];
  const root = elements(parsed);
  const [only] = root;
  if (only === undefined || root.length > 1 || only.name !== "policies")
    return "Error in element 'policies': the root of a policy is one element policies";
  const sections = elements(only.content).map(({ name }) => name);
  const unknown = sections.find((name) => !SECTIONS.includes(name));
  if (unknown !== undefined)
    return `Error in element '${unknown}': it is no section of a policy (${SECTIONS.join(", ")})`;
  const twice = sections.find((name, index) => sections.indexOf(name) !== index);
  if (twice !== undefined) return `Error in element '${twice}': a section may be there once`;
  const backend = elements(only.content).find(({ name }) => name === "backend");
  if (backend !== undefined && elements(backend.content).length > 1)
    return "Error in element 'backend': the section backend takes one policy";
  if (!isConsumption) return undefined;
  const refused = names(only.content).find((name) => NOT_ON_CONSUMPTION.includes(name));
  return refused === undefined
    ? undefined
    : `Error in element '${refused}': Policy is not supported for the SKU Consumption`;
}

type Element = Readonly<Record<string, unknown>>;

function elements(nodes: readonly Element[]): { readonly name: string; readonly content: readonly Element[] }[] {
  return nodes.flatMap((node) =>
    Object.entries(node)
      .filter(([name]) => name !== ":@" && name !== "#text" && !name.startsWith("?"))
      .map(([name, content]) => ({ name, content: Array.isArray(content) ? content.filter(isObject) : [] })),
  );
}

function names(nodes: readonly Element[]): string[] {
  return elements(nodes).flatMap(({ name, content }) => [name, ...names(content)]);
}
