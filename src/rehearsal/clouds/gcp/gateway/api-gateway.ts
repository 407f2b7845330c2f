import type { Account } from "../../../simulator/account";
import { UnknownElementError, type Attributes } from "../../../simulator/readers";
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
import { headersOf } from "../../bearer";
import { matchTemplate } from "../../url-template";
import { accountOf } from "../api-gateway/apis";
import { operationsOf, type Operation } from "../api-gateway/document";
import { serviceAccountExists } from "../iam/agents";
import { GoogleCaller, idToken, snowflakeCaller, tokenOf } from "../identities/tokens";
import { all, shortName } from "../ids";
import { addressOf, addressesOf, trackingServer } from "../run/applied";
import { authenticate, tokensOf } from "./authenticate";
import { follow } from "./cloud-run";
import { normalPath } from "./request-path";

export interface GcpGatewayOptions {
  readonly account: Account;
  readonly backend: Backend;
}

/** A request on its way. */
interface Call {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/**
 * API Gateway as it was applied: the document of the configuration that the gateway names, and the way to Cloud Run.
 * @see https://cloud.google.com/api-gateway/docs/about-api-gateway
 */
export class GcpGateway implements GatewaySimulator {
  public readonly apiProviders = ["google_api_gateway"];

  constructor(private readonly options: GcpGatewayOptions) {}

  public snowflake(integration: Attributes): Caller {
    return snowflakeCaller(integration);
  }

  public async send(caller: Caller, request: HttpRequest): Promise<GatewayResponse> {
    if (!(caller instanceof GoogleCaller))
      throw new UnknownElementError("only an account of Google, or nobody, calls API Gateway");
    const [, host = "", path = "", query = ""] = /^https:\/\/([^/]+)(\/[^?]*)(\?.*)?$/.exec(request.url) ?? [];
    const headers = await headersOf(caller, request);
    const call = { method: request.method, headers, body: request.body };
    if (caller.isAround) return this.around({ ...call, path: path + query });
    const gateway = all(this.options.account, "google_api_gateway_gateway").find(
      (each) => each.default_hostname === host,
    );
    if (gateway === undefined) throw new NetworkError(`the host ${host} does not exist`);
    return this.through(gateway, call, normalPath(path), query);
  }

  private async through(
    gateway: Values,
    call: Omit<Call, "path">,
    path: string,
    query: string,
  ): Promise<GatewayResponse> {
    const { config, service } = configOf(this.options.account, gateway);
    const fitting = operationsOf(config).flatMap((operation) => {
      const parameters = matchTemplate(operation.template, path);
      return parameters === undefined ? [] : [{ operation, parameters }];
    });
    const found = fitting.find(({ operation }) => operation.method === call.method);
    if (found === undefined) {
      const [other] = fitting;
      if (other === undefined) return answer(404, "The current request is not defined by this API.");
      return answer(
        405,
        `The current request is matched to the defined url template "${other.operation.template}" but its http method is not allowed`,
      );
    }
    const { operation, parameters } = found;
    const who = await authenticate(tokensOf(call.headers, query), operation.security, service);
    if (who !== undefined && "status" in who) return answer(who.status, who.message);
    const headers = { ...call.headers };
    if (who !== undefined)
      headers["x-apigateway-api-userinfo"] = Buffer.from(JSON.stringify(who.payload)).toString("base64url");
    return this.forward(operation, config, { ...call, headers, path }, parameters, query);
  }

  /** @see https://cloud.google.com/endpoints/docs/openapi/openapi-extensions#understanding_path_translation */
  private async forward(
    { backend }: Operation,
    config: Values,
    call: Call,
    parameters: Readonly<Record<string, string>>,
    query: string,
  ): Promise<GatewayResponse> {
    const headers = { ...call.headers };
    if (backend.audience !== undefined) {
      const email = accountOf(config);
      if (email === undefined)
        throw new UnknownElementError(
          `${String(config.id)}: a gateway without a service account of its own is not simulated`,
        );
      // Not verified: the status.
      if (!serviceAccountExists(this.options.account, email))
        return answer(500, `${email} does not exist or is disabled: there is no token for it`);
      if (headers.authorization !== undefined) headers["x-forwarded-authorization"] = headers.authorization;
      headers.authorization = `Bearer ${await tokenOf(idToken(email, backend.audience))}`;
    }
    const url = new URL(backend.address);
    const base = url.pathname.replace(/\/$/, "");
    const named = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
    const constant = [...named, ...(query === "" ? [] : [query.slice(1)])].join("&");
    const path = backend.isAppended
      ? base + call.path + query
      : (base || "/") + (constant === "" ? "" : `?${constant}`);
    return this.deliver(url.origin, { ...call, headers, path }, backend.deadlineSeconds);
  }

  /** Hands a request to Cloud Run. */
  private async deliver(origin: string, call: Call, deadlineSeconds: number): Promise<GatewayResponse> {
    const { account, backend } = this.options;
    const [, token] = /^Bearer (.+)$/.exec(call.headers.authorization ?? "") ?? [];
    const target = await follow(account, origin, token, backend);
    if ("status" in target)
      return { status: target.status, headers: {}, body: Buffer.from(target.body), notes: [target.reason] };
    const headers: Record<string, string> = {
      ...call.headers,
      host: new URL(origin).host,
      "x-forwarded-proto": "https",
    };
    // The container learns who calls, and cannot use the token again.
    if (token !== undefined)
      headers.authorization = `Bearer ${token.slice(0, token.lastIndexOf("."))}.SIGNATURE_REMOVED_BY_GOOGLE`;
    const seconds = Math.min(deadlineSeconds, target.timeoutSeconds);
    try {
      const request = { ...call, headers };
      const answered =
        "send" in target
          ? await target.send(request, seconds * 1_000)
          : await sendLocally(target.address, request, seconds * 1_000);
      return { ...answered, notes: [] };
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      if (error instanceof TimeoutError) return answer(504, "upstream request timeout", [error.message]);
      return answer(503, "upstream connect error or disconnect/reset before headers", [error.message]);
    }
  }

  /** What the service behind a path answers to somebody who knows its address. */
  private around(call: Call): Promise<GatewayResponse> {
    const { account } = this.options;
    const backends = all(account, "google_api_gateway_gateway")
      .flatMap((gateway) => operationsOf(configOf(account, gateway).config))
      .filter(({ template }) => matchTemplate(template, normalPath(call.path)) !== undefined);
    const service = trackingServer(account);
    const own = addressOf(service) ?? addressesOf(service)[0] ?? "https://nowhere.a.run.app";
    return this.deliver(backends[0]?.backend.address ?? own, call, Number.POSITIVE_INFINITY);
  }
}

/** The configuration that a gateway runs, and the service whose name tokens are for. */
export function configOf(account: Account, gateway: Values): { readonly config: Values; readonly service: string } {
  const id = shortName(String(gateway.api_config));
  const config = all(account, "google_api_gateway_api_config").find((each) => each.api_config_id === id);
  const api = all(account, "google_api_gateway_api").find((each) => each.api_id === config?.api);
  if (config === undefined || api === undefined)
    throw new UnknownElementError(`${String(gateway.id)}: its configuration ${id} was not applied`);
  return { config, service: String(api.managed_service) };
}

/** An answer of API Gateway itself. */
function answer(code: number, message: string, notes: readonly string[] = [message]): GatewayResponse {
  const body = Buffer.from(JSON.stringify({ message, code }));
  return { status: code, headers: { "content-type": "application/json" }, body, notes };
}
