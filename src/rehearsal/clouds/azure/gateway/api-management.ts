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
import { all, isSame } from "../ids";
import { snowflakeCaller } from "../identities/entra";
import { invokeEndpoint, isEndpointHost } from "../machine-learning/runtime";
import { follow } from "./backend";
import type { Element } from "../../../../inspect/rules/azure/api-management-xml";
import { GLOBAL_POLICY, NO_POLICY, ONLY_BASE, Refused, parsePolicy, within, type Policy } from "./policy";
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
    const [, host = "", target = ""] = /^https:\/\/([^/]+)(\/.*)$/.exec(request.url) ?? [];
    const service = this.service(host);
    const isConsumption = tierOf(service) === "Consumption";
    // How an over-long URL is answered is not documented.
    if (target.length > (isConsumption ? 4_096 : 16_384))
      return answer(414, "URI Too Long", [`${target.length} bytes`]);
    const [, path = "", query] = /^([^?]*)(?:\?(.*))?$/s.exec(target) ?? [];
    const api = this.api(service, path);
    if (api === undefined) return answer(404, "Resource not found", [`no API has the path ${path}`]);
    const rest = path.slice(prefixOf(api).length);
    const operation = this.operation(api, request.method, rest);
    if (operation === undefined)
      return answer(404, "Resource not found", [`no operation of ${String(api.name)} is ${request.method} ${rest}`]);
    const call: Call = {
      request: {
        method: request.method,
        headers: { ...(await headersOf(caller, request)), host, "x-forwarded-for": "203.0.113.10" },
        body: request.body,
      },
      base: text(api, "service_url"),
      path: this.options.encodedSlash === "as-sent" ? rest : rest.replace(/%2f/gi, "/"),
      query,
    };
    if (caller.isAround) return this.around(service, api, operation, call);
    if (api.subscription_required !== false) {
      const said =
        "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.";
      return answer(401, said, ["subscription_required is not false: Snowflake sends no key"]);
    }
    const before = { ...call.request.headers };
    const response = await this.run(this.policyOf(service, api, operation), call, service);
    const changed = Object.entries(call.request.headers).filter(([name, value]) => before[name] !== value);
    if (call.response !== undefined) this.added = Object.fromEntries(changed);
    return response;
  }

  private async run(policy: Policy, call: Call, service: Values): Promise<GatewayResponse> {
    const notes: string[] = [];
    const { account } = this.options;
    const forward = (each: Call, element: Element) => this.forward(each, element, service, notes);
    try {
      await runPolicy(policy, call, { account, service, concurrency: this.concurrency, notes, forward });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return answer(error.status, error.message, [...notes, error.note]);
    }
    return { ...(call.response ?? { status: 200, headers: {}, body: Buffer.alloc(0) }), notes };
  }

  private all(type: string): Values[] {
    return all(this.options.account, type);
  }

  private service(host: string): Values {
    const found = this.all("azurerm_api_management").find((each) => isSame(each.gateway_url, `https://${host}`));
    if (found === undefined) throw new NetworkError(`the host ${host} does not exist`);
    return found;
  }

  /** The API with the longest path that the request's begins with. */
  private api(service: Values, path: string): Values | undefined {
    return this.all("azurerm_api_management_api")
      .filter((api) => isSame(api.api_management_name, service.name) && api.is_current !== false)
      .filter((api) => path === prefixOf(api) || path.startsWith(`${prefixOf(api)}/`))
      .filter((api) => texts(api, "protocols").length === 0 || texts(api, "protocols").includes("https"))
      .sort((one, other) => prefixOf(other).length - prefixOf(one).length)[0];
  }

  private operation(api: Values, method: string, path: string): Values | undefined {
    return this.all("azurerm_api_management_api_operation")
      .filter((each) => isOf(api, each) && each.method === method)
      .filter((each) => matchTemplate(String(each.url_template), path, "i") !== undefined)
      .sort((one, other) => literalLength(other) - literalLength(one))[0];
  }

  /** What holds for an operation: its own policy, around it the API's, around that the service's. */
  private policyOf(service: Values, api: Values, operation: Values): Policy {
    const read = (scope: string, isOurs: (values: Values) => boolean, otherwise: Policy): Policy => {
      const found = this.all(`azurerm_api_management${scope}_policy`).find(isOurs);
      return found === undefined ? otherwise : parsePolicy(needText(found, "xml_content", "a policy"));
    };
    const all = read("", (each) => isSame(each.api_management_id, service.id), GLOBAL_POLICY);
    const ofApi = read("_api", (each) => isOf(api, each), ONLY_BASE);
    const isOperation = (each: Values) => isOf(api, each) && each.operation_id === operation.operation_id;
    return within(within(within(NO_POLICY, all), ofApi), read("_api_operation", isOperation, ONLY_BASE));
  }

  /** @see https://learn.microsoft.com/en-us/azure/api-management/forward-request-policy */
  private async forward(call: Call, element: Element, service: Values, notes: string[]): Promise<void> {
    const { attributes } = element;
    const isConsumption = tierOf(service) === "Consumption";
    if (call.base === undefined)
      throw new Refused(500, "Internal server error", "neither the API nor its policy sets a backend");
    const size = Buffer.byteLength(call.request.body ?? "");
    if (attributes["buffer-request-body"] === "true" && isConsumption && size > BUFFER_LIMIT)
      throw new Refused(500, "Internal server error", "Consumption buffers a body of 2 MiB at most");
    const seconds = Number(attributes.timeout ?? "300");
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
    const path = url.pathname.replace(/\/$/, "") + call.path;
    const headers = { ...call.request.headers, host: url.host, "x-forwarded-proto": "https" };
    try {
      const response = await sendLocally(
        target.address,
        {
          method: call.request.method,
          path: call.query ? `${path}?${call.query}` : path,
          headers,
          body: call.request.body,
        },
        (isConsumption ? Math.min(seconds, CONSUMPTION_SECONDS) : seconds) * 1_000,
      );
      call.response = { ...response, headers: { ...response.headers } };
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      const what = error instanceof TimeoutError ? "forward-request: " : "the container does not answer: ";
      // That both are answered by 500 was seen, not documented.
      throw new Refused(500, "Internal server error", what + error.message);
    }
  }

  /** What the container app answers to somebody who knows its address, and all that a gateway sends but its key. */
  private async around(service: Values, api: Values, operation: Values, call: Call): Promise<GatewayResponse> {
    const policy = this.policyOf(service, api, operation);
    const isKept = ({ name }: Element) => name === "set-backend-service" || name === "rewrite-uri" || name === "base";
    const open = {
      ...policy,
      inbound: policy.inbound.filter(isKept),
      backend: [...policy.backend.filter(isKept), ...GLOBAL_POLICY.backend],
    };
    return this.run(open, call, { ...service, sku_name: "none" });
  }
}

/** Whether an object is part of an API. */
export function isOf(api: Values, each: Values): boolean {
  return each.api_name === api.name && isSame(each.api_management_name, api.api_management_name);
}

function prefixOf(api: Values): string {
  const path = text(api, "path");
  return path === undefined ? "" : `/${path}`;
}

/** The longest literal part wins over a wildcard: an exact path is found before `/*` (not documented). */
function literalLength({ url_template: written }: Values): number {
  return String(written).replace(/\{[^}]+\}|\*$/g, "").length;
}

/** An answer of API Management itself. */
function answer(status: number, message: string, notes: readonly string[]): GatewayResponse {
  const body = Buffer.from(JSON.stringify({ statusCode: status, message }));
  return { status, headers: { "content-type": "application/json", "x-ms-request-id": randomUUID() }, body, notes };
}
