import { randomUUID } from "node:crypto";
import type { Account } from "../../../simulator/account";
import { UnknownElementError, needText, text, texts, type Attributes } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import {
  NetworkError,
  type Backend,
  type Caller,
  type GatewayResponse,
  type GatewaySimulator,
  type HttpRequest,
} from "../../../snowflake/gateway";
import { TimeoutError, sendLocally } from "../../../snowflake/http";
import { BearerCaller, headersOf } from "../../bearer";
import { matchTemplate } from "../../url-template";
import { tierOf } from "../api-management/service";
import { select } from "../ids";
import { snowflakeCaller } from "../identities/entra";
import { invokeEndpoint, isEndpointHost } from "../machine-learning/runtime";
import { follow } from "./backend";
import type { Element } from "../../../../inspect/rules/azure/api-management-xml";
import {
  GLOBAL_POLICY,
  NO_POLICY,
  ONLY_BASE,
  Refused,
  parsePolicy,
  within,
  withNamedValues,
  type Policy,
} from "./policy";
import { runPolicy, type Call } from "./run";

export interface AzureGatewayOptions {
  /** The subscription, and the tenant that it trusts. */
  readonly account: Account;
  readonly backend: Backend;
  /**
   * What becomes of an encoded slash in a path. That others stay as they were sent is not documented.
   * @default - decoded, as Microsoft documents it
   */
  readonly encodedSlash?: "decoded" | "as-sent";
  /** A number from 0 to 1, by which a deployment of an endpoint is chosen. @default - Math.random */
  readonly random?: () => number;
}

/** Somebody on the internet who knows the container app's own address, and goes around the gateway. */
export const AROUND_THE_GATEWAY = new BearerCaller(
  "an anonymous caller at the container app's own address",
  undefined,
  true,
);

/** Consumption ends a call after this time. @see https://learn.microsoft.com/en-us/azure/api-management/service-limits */
const CONSUMPTION_SECONDS = 30;
const NO_KEY =
  "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.";
const BUFFER_LIMIT = 2 * 1024 * 1024;

/**
 * Azure API Management as it was applied: APIs, operations, policies, and the way to the container app.
 * @see https://learn.microsoft.com/en-us/azure/api-management/api-management-key-concepts
 */
export class AzureGateway implements GatewaySimulator {
  public readonly apiProviders = ["azure_api_management"];
  public added: Readonly<Record<string, string>> = {};
  private readonly concurrency = new Map<string, number>();

  constructor(private readonly options: AzureGatewayOptions) {}

  public snowflake(integration: Attributes): Caller {
    return snowflakeCaller(this.options.account, integration);
  }

  public async send(caller: Caller, request: HttpRequest): Promise<GatewayResponse> {
    if (!(caller instanceof BearerCaller))
      throw new UnknownElementError("only an application or a user of Entra, or nobody, calls API Management");
    const notes: string[] = [];
    try {
      const call = await this.handle(caller, request, notes);
      return { ...(call.response ?? { status: 200, headers: {}, body: Buffer.alloc(0) }), notes };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const body = Buffer.from(JSON.stringify({ statusCode: error.status, message: error.message }));
      const headers = { "content-type": "application/json", "x-ms-request-id": randomUUID() };
      return { status: error.status, headers, body, notes: [...notes, error.note] };
    }
  }

  /** @throws Refused with an answer of API Management itself */
  private async handle(caller: BearerCaller, { url, method, ...request }: HttpRequest, notes: string[]): Promise<Call> {
    const { account, encodedSlash } = this.options;
    const [, host = "", target = "", path = "", query] = /^https:\/\/([^/]+)((\/[^?]*)(?:\?(.*))?)$/s.exec(url) ?? [];
    const [service] = select(account, "azurerm_api_management", { gateway_url: `https://${host}` });
    if (service === undefined) throw new NetworkError(`the host ${host} does not exist`);
    // How an over-long URL is answered is not documented.
    if (target.length > (isConsumption(service) ? 4_096 : 16_384))
      throw new Refused(414, "URI Too Long", `${target.length} bytes`);
    const api = this.api(service, path);
    if (api === undefined) throw new Refused(404, "Resource not found", `no API has the path ${path}`);
    const rest = path.slice(prefixOf(api).length);
    const operation = this.operation(api, method, rest);
    if (operation === undefined)
      throw new Refused(404, "Resource not found", `no operation of ${String(api.name)} is ${method} ${rest}`);
    const headers = {
      ...(await headersOf(caller, { url, method, ...request })),
      host,
      "x-forwarded-for": "203.0.113.10",
    };
    const call: Call = {
      request: { method, headers, body: request.body },
      base: text(api, "service_url"),
      path: encodedSlash === "as-sent" ? rest : rest.replace(/%2f/gi, "/"),
      query,
    };
    if (api.subscription_required !== false && !caller.isAround)
      throw new Refused(401, NO_KEY, "subscription_required is not false: Snowflake sends no key");
    const before: Readonly<Record<string, string>> = { ...headers };
    const policy = this.policyOf(service, api, operation);
    const forward = (each: Call, element: Element) =>
      this.forward(each, element, caller.isAround ? { ...service, sku_name: "none" } : service, notes);
    await runPolicy(caller.isAround ? openPolicy(policy) : policy, call, {
      ...{ account, service, concurrency: this.concurrency, notes, forward },
    });
    const changed = Object.entries(call.request.headers).filter(([name, value]) => before[name] !== value);
    if (call.response !== undefined && !caller.isAround) this.added = Object.fromEntries(changed);
    return call;
  }

  /** The API with the longest path that the request's begins with. */
  private api(service: Values, path: string): Values | undefined {
    return select(this.options.account, "azurerm_api_management_api", { api_management_name: service.name })
      .filter((api) => api.is_current !== false && `${path}/`.startsWith(`${prefixOf(api)}/`))
      .filter((api) => texts(api, "protocols").length === 0 || texts(api, "protocols").includes("https"))
      .sort((one, other) => prefixOf(other).length - prefixOf(one).length)[0];
  }

  private operation(api: Values, method: string, path: string): Values | undefined {
    const { name: api_name, api_management_name } = api;
    return select(this.options.account, "azurerm_api_management_api_operation", { api_name, api_management_name })
      .filter((each) => each.method === method && matchTemplate(String(each.url_template), path, "i") !== undefined)
      .sort((one, other) => literalLength(other) - literalLength(one))[0];
  }

  /** What holds for an operation: its own policy, around it the API's, around that the service's. */
  private policyOf(service: Values, { name: api_name, api_management_name }: Values, { operation_id }: Values): Policy {
    const { account } = this.options;
    const read = (scope: string, where: Attributes, otherwise: Policy): Policy => {
      const [found] = select(account, `azurerm_api_management${scope}_policy`, where);
      if (found === undefined) return otherwise;
      return parsePolicy(withNamedValues(account, service, needText(found, "xml_content", "a policy")));
    };
    const ofAll = within(NO_POLICY, read("", { api_management_id: service.id }, GLOBAL_POLICY));
    const ofApi = within(ofAll, read("_api", { api_name, api_management_name }, ONLY_BASE));
    return within(ofApi, read("_api_operation", { api_name, api_management_name, operation_id }, ONLY_BASE));
  }

  /** @see https://learn.microsoft.com/en-us/azure/api-management/forward-request-policy */
  private async forward(call: Call, element: Element, service: Values, notes: string[]): Promise<void> {
    const { attributes } = element;
    const seconds = Math.min(
      Number(attributes.timeout ?? "300"),
      isConsumption(service) ? CONSUMPTION_SECONDS : Infinity,
    );
    if (call.base === undefined)
      throw new Refused(500, "Internal server error", "neither the API nor its policy sets a backend");
    const size = Buffer.byteLength(call.request.body ?? "");
    if (attributes["buffer-request-body"] === "true" && isConsumption(service) && size > BUFFER_LIMIT)
      throw new Refused(500, "Internal server error", "Consumption buffers a body of 2 MiB at most");
    const url = new URL(call.base);
    if (isEndpointHost(url.hostname)) {
      const { authorization, "content-type": contentType = "" } = call.request.headers;
      const { models } = this.options.backend;
      const { account, random = Math.random } = this.options;
      const request = { contentType, body: call.request.body ?? "", authorization, path: call.path };
      const { note, headers, ...answer } = await invokeEndpoint({ ...request, account, service, url, models, random });
      if (note !== undefined) notes.push(note);
      call.response = { ...answer, headers: { "content-type": "application/json", ...headers } };
      return;
    }
    const target = follow(this.options.account, service, url, this.options.backend);
    if (!("address" in target)) {
      notes.push(target.reason);
      if (target.status >= 500) throw new Refused(target.status, "Internal server error", target.reason);
      call.response = { status: target.status, headers: {}, body: Buffer.from(target.body) };
      return;
    }
    const { method, body } = call.request;
    const path = url.pathname.replace(/\/$/, "") + call.path + (call.query ? `?${call.query}` : "");
    const headers = { ...call.request.headers, host: url.host, "x-forwarded-proto": "https" };
    try {
      const response = await sendLocally(target.address, { method, path, headers, body }, seconds * 1_000);
      call.response = { ...response, headers: { ...response.headers } };
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      const what = error instanceof TimeoutError ? "forward-request: " : "the container does not answer: ";
      // That both are answered by 500 was seen, not documented.
      throw new Refused(500, "Internal server error", what + error.message);
    }
  }
}

/** What reaches the container app from somebody who knows its address: all that a gateway sends but its key. */
function openPolicy({ inbound, backend, ...policy }: Policy): Policy {
  const isKept = ({ name }: Element) => name === "set-backend-service" || name === "rewrite-uri" || name === "base";
  return { ...policy, inbound: inbound.filter(isKept), backend: [...backend.filter(isKept), ...GLOBAL_POLICY.backend] };
}

function isConsumption(service: Values): boolean {
  return tierOf(service) === "Consumption";
}

function prefixOf(api: Values): string {
  const path = text(api, "path");
  return path === undefined ? "" : `/${path}`;
}

/** The longest literal part wins over a wildcard: an exact path is found before `/*` (not documented). */
function literalLength({ url_template: written }: Values): number {
  return String(written).replace(/\{[^}]+\}|\*$/g, "").length;
}
