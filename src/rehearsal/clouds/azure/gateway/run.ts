import type { Account } from "../../../simulator/account";
import { UnknownElementError, block, text } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { all, isSame } from "../ids";
import { vaultText } from "../resources/key-vault";
import type { Element, Section } from "../../../../inspect/rules/azure/api-management-xml";
import { Returned, checkHeader, managedIdentityToken, returned } from "../machine-learning/policy-elements";
import { chosen } from "./conditions";
import { Refused, childrenOf, type Policy } from "./policy";
import { validateJwt } from "./validate-jwt";

/** A request on its way through a policy. Names of headers are in lower case. */
export interface Call {
  readonly request: { readonly headers: Record<string, string>; readonly method: string; readonly body?: string };
  /** The address behind which the path goes: the API's own until a policy sets another. */
  base: string | undefined;
  path: string;
  query: string | undefined;
  response?: { readonly status: number; readonly headers: Record<string, string>; readonly body: Buffer };
}

/** What the elements of a policy need besides the call. */
export interface Surroundings {
  readonly account: Account;
  readonly service: Values;
  /** How many calls are inside of each `limit-concurrency` now. */
  readonly concurrency: Map<string, number>;
  /** Why the call was answered so, for the person who reads the rehearsal. */
  readonly notes: string[];
  /** Sends the call to its backend and sets its response. */
  forward(call: Call, element: Element): Promise<void>;
}

/**
 * Runs a policy: inbound, backend and outbound, and on-error when one of them refuses the call.
 * @throws Refused with API Management's own answer
 */
export async function runPolicy(policy: Policy, call: Call, around: Surroundings): Promise<void> {
  try {
    for (const section of ["inbound", "backend", "outbound"] as const)
      await runAll(policy[section], section, call, around);
  } catch (error) {
    if (error instanceof Returned) {
      call.response = error.response;
      return;
    }
    if (error instanceof Refused && (await isAnswered(policy["on-error"], error, call, around))) return;
    throw error;
  }
}

/** Whether on-error gives an answer of its own in the place of API Management's. */
async function isAnswered(
  list: readonly Element[],
  refused: Refused,
  call: Call,
  around: Surroundings,
): Promise<boolean> {
  call.response = { status: refused.status, headers: {}, body: Buffer.alloc(0) };
  try {
    await runAll(list, "on-error", call, around);
  } catch (error) {
    if (!(error instanceof Returned)) throw error;
    call.response = error.response;
    around.notes.push(refused.note);
    return true;
  }
  return false;
}

async function runAll(list: readonly Element[], section: Section, call: Call, around: Surroundings): Promise<void> {
  for (const element of list) await run(element, section, call, around);
}

async function run(element: Element, section: Section, call: Call, around: Surroundings): Promise<void> {
  const { attributes } = element;
  const named = (value: string) => namedValues(around, value);
  switch (element.name) {
    case "validate-jwt": {
      const name = (attributes["header-name"] ?? "Authorization").toLowerCase();
      const filled = fill(element, named);
      await validateJwt(around.account, filled, call.request.headers[name]);
      return;
    }
    case "set-header":
      setHeader(fill(element, named), section === "inbound" || section === "backend" ? call.request : call.response);
      return;
    case "check-header":
      checkHeader(fill(element, named), call.request.headers);
      return;
    case "authentication-managed-identity":
      call.request.headers.authorization = `Bearer ${await managedIdentityToken(around.account, around.service, element)}`;
      return;
    case "choose":
      await runAll(chosen(element, call.response ?? { status: 0, headers: {} }), section, call, around);
      return;
    case "return-response":
      throw returned(element);
    case "set-backend-service":
      call.base = named(attributes["base-url"] ?? "");
      return;
    case "rewrite-uri":
      rewrite(named(attributes.template ?? "/"), attributes["copy-unmatched-params"] !== "false", call);
      return;
    case "limit-concurrency":
      await limited(element, around, () => runAll(element.children, section, call, around));
      return;
    case "forward-request":
      await around.forward(call, element);
      return;
    default:
      throw new UnknownElementError(`the policy element ${element.name} is not simulated`);
  }
}

/** @see https://learn.microsoft.com/en-us/azure/api-management/api-management-howto-properties */
function namedValues({ account, service }: Surroundings, value: string): string {
  return value.replace(/\{\{([^{}]+)\}\}/g, (_, name: string) => {
    const named = all(account, "azurerm_api_management_named_value").find(
      (each) => each.display_name === name.trim() && isSame(each.api_management_name, service.name),
    );
    const secret = text(block(named, "value_from_key_vault"), "secret_id");
    const held = secret === undefined ? text(named, "value") : vaultText(account, secret);
    if (held !== undefined) return held;
    throw new UnknownElementError(`the policy names {{${name}}}, which is no named value with a text that was applied`);
  });
}

function fill(element: Element, named: (value: string) => string): Element {
  const attributes = Object.entries(element.attributes).map(([key, value]) => [key, named(value)] as const);
  return {
    name: element.name,
    attributes: Object.fromEntries(attributes),
    text: named(element.text),
    children: element.children.map((each) => fill(each, named)),
  };
}

/** @see https://learn.microsoft.com/en-us/azure/api-management/set-header-policy */
function setHeader(element: Element, message: { readonly headers: Record<string, string> } | undefined): void {
  if (message === undefined) return;
  const name = (element.attributes.name ?? "").toLowerCase();
  const action = element.attributes["exists-action"] ?? "override";
  if (action !== "delete" && action !== "override")
    throw new UnknownElementError(`the exists-action ${action} of set-header is not simulated`);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
  delete message.headers[name];
  const values = childrenOf(element, "value").map(({ text: each }) => each);
  if (action === "override") message.headers[name] = values.join(",");
}

/** @see https://learn.microsoft.com/en-us/azure/api-management/rewrite-uri-policy */
function rewrite(template: string, keepsQuery: boolean, call: Call): void {
  if (/[{}]/.test(template)) throw new UnknownElementError("parameters in rewrite-uri are not simulated");
  const [path = "/", query] = template.split("?");
  call.path = path;
  call.query = [query, keepsQuery ? call.query : undefined]
    .filter((each) => each !== undefined && each !== "")
    .join("&");
}

/** @see https://learn.microsoft.com/en-us/azure/api-management/limit-concurrency-policy */
async function limited(
  { attributes }: Element,
  { concurrency }: Surroundings,
  work: () => Promise<void>,
): Promise<void> {
  const key = attributes.key ?? "";
  const most = Number(attributes["max-count"]);
  const now = concurrency.get(key) ?? 0;
  if (now >= most)
    throw new Refused(429, "Too Many Requests", `limit-concurrency: ${now} calls are under way, ${most} may be`);
  concurrency.set(key, now + 1);
  try {
    await work();
  } finally {
    concurrency.set(key, (concurrency.get(key) ?? 1) - 1);
  }
}
