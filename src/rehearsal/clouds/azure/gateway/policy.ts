import type { Account } from "../../../simulator/account";
import { UnknownElementError, block, text } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { select } from "../ids";
import { vaultText } from "../resources/key-vault";
import { SECTIONS, type Element, type Section } from "../../../../inspect/rules/azure/api-management-xml";
import { readPolicy } from "../api-management/policy";
import { isCondition } from "./conditions";
import forms from "./policy-elements.json";

/** Ends a policy with an answer of API Management itself. */
export class Refused extends Error {
  constructor(
    public readonly status: number,
    message: string,
    /** Why, for the person who reads the rehearsal. */
    public readonly note: string,
  ) {
    super(message);
    this.name = "Refused";
  }
}

/** A policy by its sections. */
export type Policy = Readonly<Record<Section, readonly Element[]>>;

interface Form {
  /** Where it may stand. */
  readonly within: readonly string[];
  readonly attributes?: readonly string[];
  /** It holds text and no elements. */
  readonly isText?: boolean;
}

/**
 * The elements that the simulator knows. Others are refused by name: a policy that is passed over could let somebody in.
 * @see https://learn.microsoft.com/en-us/azure/api-management/api-management-policies
 */
const FORMS: Readonly<Record<string, Form | undefined>> = forms;

/** Around other elements; what they hold may be what stands beside them. */
const CONTAINERS = ["limit-concurrency", "when", "otherwise"];

/** What API Management has where nothing was applied. */
export const NO_POLICY: Policy = { inbound: [], backend: [], outbound: [], "on-error": [] };
const BASE: Element = { name: "base", attributes: {}, children: [], text: "" };
export const ONLY_BASE: Policy = { inbound: [BASE], backend: [BASE], outbound: [BASE], "on-error": [BASE] };
export const GLOBAL_POLICY: Policy = { ...NO_POLICY, backend: [{ ...BASE, name: "forward-request" }] };

/**
 * Reads a policy.
 * @throws UnknownElementError for an element, an attribute or an expression that is not simulated
 */
export function parsePolicy(written: string): Policy {
  const read = readPolicy(written);
  if ("problem" in read) throw new UnknownElementError(read.problem);
  const sections = Object.fromEntries(read.sections.map(({ name, children }) => [name, children]));
  for (const section of SECTIONS) check(sections[section] ?? [], section, section);
  return { ...NO_POLICY, ...sections };
}

/**
 * A policy with the texts of a service's named values in the place of their names.
 * @see https://learn.microsoft.com/en-us/azure/api-management/api-management-howto-properties
 */
export function withNamedValues(account: Account, service: Values, policy: string): string {
  return policy.replace(/\{\{([^{}]+)\}\}/g, (_, name: string) => {
    const where = { api_management_name: service.name, display_name: name.trim() };
    const [named] = select(account, "azurerm_api_management_named_value", where);
    const secret = text(block(named, "value_from_key_vault"), "secret_id");
    const held = secret === undefined ? text(named, "value") : vaultText(account, secret);
    if (held !== undefined) return held.replace(/[&<>"]/g, (each) => `&#${each.charCodeAt(0)};`);
    throw new UnknownElementError(`the policy names {{${name}}}, which is no named value with a text that was applied`);
  });
}

/** The policy of a scope with that of the scope around it in the place of `<base/>`. */
export function within(outer: Policy, inner: Policy): Policy {
  const filled = (section: Section) =>
    inner[section].flatMap((each) => (each.name === "base" ? outer[section] : [each]));
  return Object.fromEntries(SECTIONS.map((section) => [section, filled(section)])) as Record<Section, Element[]>;
}

/** The children of a name. */
export function childrenOf(element: Element, name: string): Element[] {
  return element.children.filter((each) => each.name === name);
}

function check(list: readonly Element[], parent: string, section: Section): void {
  for (const { name, attributes, children, text } of list) {
    const form = FORMS[name];
    const place = CONTAINERS.includes(parent) ? section : parent;
    if (form?.within.includes(place) !== true)
      throw new UnknownElementError(`the policy element ${name} in ${place} is not simulated`);
    const unknown = Object.keys(attributes).find((key) => form.attributes?.includes(key) !== true);
    if (unknown !== undefined) throw new UnknownElementError(`the attribute ${unknown} of ${name} is not simulated`);
    const expression = [...Object.values(attributes), text].find((each) => each.startsWith("@"));
    if (expression !== undefined && !(name === "when" && isCondition(expression)))
      throw new UnknownElementError(`the expression ${expression} of ${name} is not simulated`);
    if (form.isText !== true && text !== "") throw new UnknownElementError(`${name} holds the text ${text}`);
    check(children, name, section);
  }
}
