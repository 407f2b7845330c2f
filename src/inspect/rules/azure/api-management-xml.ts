import { isObject } from "../../../core/json";
import { loadOptional } from "../../../core/optional-packages";

/** The sections of a policy, in the order in which they run; the last after an error alone. */
export const SECTIONS = ["inbound", "backend", "outbound", "on-error"] as const;
export type Section = (typeof SECTIONS)[number];

/** An element of a policy. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

/** Why a text is no XML, and where. */
export interface XmlFault {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** The XML of a policy: its elements, or why it has none. */
export function readXml(policy: string): { readonly elements: readonly Element[] } | { readonly fault: XmlFault } {
  const { XMLParser, XMLValidator } = loadOptional<typeof import("fast-xml-parser")>("fast-xml-parser");
  const xml = plainXml(policy);
  const valid = XMLValidator.validate(xml);
  if (valid !== true) return { fault: { message: valid.err.msg, line: valid.err.line, column: valid.err.col } };
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseTagValue: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
  });
  return { elements: elements(parser.parse(xml)) };
}

/**
 * The XML of a policy as the service reads it: quotes inside of an expression need no escape in an attribute.
 * @see https://learn.microsoft.com/en-us/azure/api-management/api-management-policy-expressions
 */
function plainXml(policy: string): string {
  return policy.replace(/="(@\([\s\S]*?\))"(?=[\s/>])/g, (_, expression: string) => {
    const escaped = expression
      .replace(/&(?!\w+;)/g, "&amp;")
      .replace(/"/g, "&quot;")
      .replace(/</g, "&lt;");
    return `="${escaped}"`;
  });
}

function elements(parsed: unknown): Element[] {
  if (!Array.isArray(parsed)) return [];
  return parsed.filter(isObject).flatMap((node): Element[] => {
    const name = Object.keys(node).find((key) => key !== ":@");
    if (name === undefined || name === "#text") return [];
    const inner: unknown = node[name];
    const texts = Array.isArray(inner) ? inner.filter(isObject).flatMap((each) => each["#text"] ?? []) : [];
    const attributes = isObject(node[":@"]) ? node[":@"] : {};
    return [
      {
        name,
        attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)])),
        children: elements(inner),
        text: texts.map(String).join("").trim(),
      },
    ];
  });
}
