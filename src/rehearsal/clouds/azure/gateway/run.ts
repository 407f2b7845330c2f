import type { Account } from "../../../simulator/account";
import { UnknownElementError } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
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
 * @throws Refused with API Management's own answer, unless on-error gives one of its own
 */
export async function runPolicy(policy: Policy, call: Call, around: Surroundings): Promise<void> {
  try {
    for (const section of ["inbound", "backend", "outbound"] as const)
      await runAll(policy[section], section, call, around);
  } catch (error) {
    if (!(error instanceof Refused)) return answered(error, call);
    call.response = { status: error.status, headers: {}, body: Buffer.alloc(0) };
    try {
      await runAll(policy["on-error"], "on-error", call, around);
    } catch (own) {
      answered(own, call);
      around.notes.push(error.note);
      return;
    }
    throw error;
  }
}

function answered(error: unknown, call: Call): void {
  if (!(error instanceof Returned)) throw error;
  call.response = error.response;
}

async function runAll(list: readonly Element[], section: Section, call: Call, around: Surroundings): Promise<void> {
  for (const element of list) {
    const act = ACTS[element.name];
    if (act === undefined) throw new UnknownElementError(`the policy element ${element.name} is not simulated`);
    await act(element, call, around, section);
  }
}

/** What an element of a policy does. */
type Act = (element: Element, call: Call, around: Surroundings, section: Section) => void | Promise<void>;

const ACTS: Readonly<Record<string, Act | undefined>> = {
  "validate-jwt": (element, { request }, { account }) =>
    validateJwt(
      account,
      element,
      request.headers[(element.attributes["header-name"] ?? "Authorization").toLowerCase()],
    ),
  "set-header": (element, { request, response }, _, section) =>
    setHeader(element, section === "inbound" || section === "backend" ? request : response),
  "check-header": (element, { request }) => checkHeader(element, request.headers),
  "authentication-managed-identity": async (element, { request }, { account, service }) => {
    request.headers.authorization = `Bearer ${await managedIdentityToken(account, service, element)}`;
  },
  choose: (element, call, around, section) =>
    runAll(chosen(element, call.response ?? { status: 0, headers: {} }), section, call, around),
  "return-response": (element) => {
    throw returned(element);
  },
  "set-backend-service": ({ attributes }, call) => {
    call.base = attributes["base-url"] ?? "";
  },
  "rewrite-uri": ({ attributes }, call) =>
    rewrite(attributes.template ?? "/", attributes["copy-unmatched-params"] !== "false", call),
  "limit-concurrency": (element, call, around, section) =>
    limited(element, around, () => runAll(element.children, section, call, around)),
  "forward-request": (element, call, around) => around.forward(call, element),
};

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
