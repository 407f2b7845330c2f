import { randomBytes, randomUUID } from "node:crypto";
import type { Account } from "../../../simulator/account";
import { NetworkError } from "../../../snowflake/gateway";
import type { Backend, Caller, GatewayResponse, GatewaySimulator, HttpRequest } from "../../../snowflake/gateway";
import { TimeoutError, sendLocally } from "../../../snowflake/http";
import { accountOf } from "../arn";
import { StageSnapshot } from "./deployment";
import type { Route } from "./deployment";
import { evaluate, type Identity } from "../identities/evaluate";
import { parsePolicy } from "../identities/grammar";
import { integrationPath, integrationQuery, parseUri } from "./integration-path";
import type { PathOptions } from "./integration-path";
import { REQUEST_LIMIT, backendHeaders, clientHeaders } from "./messages";
import { follow, unavailable } from "./private-integration";
import { ANONYMOUS, RoleSession, assumeAsSnowflake } from "../identities/sessions";
import { callService } from "./service-integration";
import { Throttle } from "./throttle";
import {
  type Attributes,
  UnknownElementError,
  blocks,
  flag,
  needText,
  number,
  text,
  texts,
} from "../../../simulator/readers";

export interface AwsGatewayOptions extends PathOptions {
  readonly account: Account;
  readonly backend: Backend;
  /** The address that requests seem to come from. @default - 203.0.113.10, an address for documentation */
  readonly sourceIp?: string;
  /** By which an endpoint's variant is chosen. @default - Math.random */
  readonly random?: () => number;
}

/**
 * Amazon API Gateway's REST APIs as they were deployed: routes, IAM authorization, resource policy, throttling, limits,
 * and the private way to the container.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html
 */
export class AwsGateway implements GatewaySimulator {
  public readonly apiProviders = ["aws_api_gateway"];
  private readonly throttles = new Map<string, Throttle>();

  constructor(private readonly options: AwsGatewayOptions) {}

  public snowflake(integration: Attributes): Caller {
    return assumeAsSnowflake(this.options.account, integration);
  }

  public async send(caller: Caller, request: HttpRequest): Promise<GatewayResponse> {
    if (!(caller instanceof RoleSession) && caller !== ANONYMOUS)
      throw new UnknownElementError("only a session of an IAM role, or nobody, calls a REST API");
    const [host, target] = splitUrl(request.url);
    const restApi = this.restApi(host);
    const tooLarge = sizeProblem(request, target);
    if (tooLarge !== undefined) return tooLarge;
    const [rawPath = "", query] = splitOnce(target, "?");
    if (query !== undefined && /[|{}]/.test(query))
      return refusal(400, "Bad Request", "a plain |, { or } in the query is not supported");
    const [stageName = "", rest = ""] = splitOnce(rawPath.slice(1), "/");
    const stage = StageSnapshot.find(this.options.account, restApi, stageName);
    if (stage === undefined) return refusal(403, "Forbidden", `the API has no stage "${stageName}"`);
    const route = stage.route(`/${rest}`, request.method);
    if (route === undefined) {
      return refusal(
        403,
        "Missing Authentication Token",
        `the deployment has no method ${request.method} for /${rest}`,
      );
    }
    const identity = caller instanceof RoleSession ? caller : ANONYMOUS;
    const denied = this.authorize(identity, request, stage, route, `/${rest}`);
    if (denied !== undefined) return denied;
    if (!this.throttle(stage, route).admits())
      return refusal(429, "Too Many Requests", "the method's throttling limit is reached");
    return this.forward(stage, route, request, query);
  }

  private restApi(host: string): Attributes {
    const [id = "", service, region] = host.split(".");
    const found = service === "execute-api" ? this.options.account.get("aws_api_gateway_rest_api", id) : undefined;
    const arn = found === undefined ? undefined : text(found, "execution_arn");
    if (found === undefined || arn?.split(":")[3] !== region) throw new NetworkError(`the host ${host} does not exist`);
    const type = endpointType(found);
    if (type !== "REGIONAL") {
      throw new UnknownElementError(
        `the REST API ${id} has an endpoint of type ${type}: Snowflake supports none of type EDGE, and one of type PRIVATE is not simulated`,
      );
    }
    return { ...found, id };
  }

  private authorize(
    caller: Identity,
    request: HttpRequest,
    stage: StageSnapshot,
    route: Route,
    path: string,
  ): GatewayResponse | undefined {
    const kind = text(route.method, "authorization") ?? "NONE";
    if ((kind !== "AWS_IAM" && kind !== "NONE") || flag(route.method, "api_key_required") === true) {
      throw new UnknownElementError(`a method with authorization ${kind} and an API key is not simulated`);
    }
    if (kind === "NONE" && stage.policy === undefined) return undefined;
    if (kind === "AWS_IAM" && caller === ANONYMOUS)
      return refusal(403, "Missing Authentication Token", "the request has no signature");
    const identity = kind === "NONE" ? ANONYMOUS : caller;
    const arn = `${stage.executionArn}/${stage.name}/${request.method}${path}`;
    const decision = evaluate({
      identity,
      action: "execute-api:Invoke",
      resource: arn,
      account: accountOf(arn),
      resourcePolicy: stage.policy === undefined ? undefined : parsePolicy(stage.policy, "resource"),
      context: {
        "aws:PrincipalArn": identity.roleArn,
        "aws:PrincipalAccount": identity.roleArn === undefined ? undefined : accountOf(identity.roleArn),
        "aws:PrincipalType": identity.roleArn === undefined ? "Anonymous" : "AssumedRole",
        "aws:SourceIp": this.options.sourceIp ?? "203.0.113.10",
        "aws:SecureTransport": "true",
        "aws:UserAgent": header(request, "user-agent"),
        // A call over a regional endpoint comes from no VPC, and a role's session has no user name.
        "aws:SourceVpc": undefined,
        "aws:SourceVpce": undefined,
        "aws:username": undefined,
      },
    });
    if (decision === "allow") return undefined;
    const masked = arn.replace(accountOf(arn), `********${accountOf(arn).slice(-4)}`);
    const deny = decision === "explicit deny" ? " with an explicit deny" : "";
    const message = `User: ${identity.arn} is not authorized to perform: execute-api:Invoke on resource: ${masked}${deny}`;
    return answer(403, JSON.stringify({ Message: message }), [`IAM: ${decision}`], {
      "x-amzn-errortype": "AccessDeniedException",
    });
  }

  private throttle(stage: StageSnapshot, route: Route): Throttle {
    const key = `${stage.executionArn}/${stage.name}${route.path}/${route.verb}`;
    const known = this.throttles.get(key);
    if (known !== undefined) return known;
    const made = Throttle.of(this.options.account, stage, route);
    this.throttles.set(key, made);
    return made;
  }

  private async forward(
    stage: StageSnapshot,
    route: Route,
    request: HttpRequest,
    query: string | undefined,
  ): Promise<GatewayResponse> {
    const { integration } = route;
    if (text(integration, "type") === "AWS") return this.callService(route, request);
    const kind = [text(integration, "type"), text(integration, "connection_type")].join(" over ");
    if (kind !== "HTTP_PROXY over VPC_LINK")
      throw new UnknownElementError(`an integration of type ${kind} is not simulated`);
    const uri = parseUri(needText(integration, "uri", "aws_api_gateway_integration"));
    const path = integrationPath(uri, stage.name, route, this.options);
    if (path === undefined)
      return refusal(500, "Internal server error", "the integration's uri has a parameter that nothing fills");
    const target = follow(this.options.account, integration, uri.url, this.options.backend);
    if ("reason" in target) return answer(target.status, target.body, [target.reason]);
    const limit = number(integration, "timeout_milliseconds") ?? 29_000;
    try {
      const response = await sendLocally(
        target.address,
        {
          method: text(integration, "integration_http_method") ?? request.method,
          path: query === undefined ? path : `${path}?${integrationQuery(query, this.options)}`,
          headers: backendHeaders(request, {
            host: target.host,
            restApiId: stage.restApiId,
            sourceIp: this.options.sourceIp ?? "203.0.113.10",
          }),
          body: request.body,
        },
        limit,
      );
      if (response.body.length > REQUEST_LIMIT)
        return refusal(500, "Internal server error", "the backend's response has more than 10 MB");
      return { status: response.status, headers: clientHeaders(response.headers), body: response.body, notes: [] };
    } catch (error) {
      if (error instanceof TimeoutError) return refusal(504, "Endpoint request timed out", error.message);
      if (!(error instanceof NetworkError)) throw error;
      const page = unavailable(502);
      return answer(page.status, page.body, [`the container does not answer: ${error.message}`]);
    }
  }

  private async callService(route: Route, request: HttpRequest): Promise<GatewayResponse> {
    const { account, backend, random = Math.random } = this.options;
    const limit = number(route.integration, "timeout_milliseconds") ?? 29_000;
    const call = callService({ account, route, body: request.body, models: backend.models, random });
    const mapped = await within(call, limit);
    if (mapped === undefined) return refusal(504, "Endpoint request timed out", `no answer within ${limit} ms`);
    return answer(mapped.status, mapped.body, mapped.notes, { "content-type": "application/json" });
  }
}

/** What a promise gives in time; undefined when it takes longer. */
async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * API Gateway makes an edge-optimised endpoint unless told otherwise.
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-aws-planning
 */
function endpointType(restApi: Attributes): string {
  return blocks(restApi, "endpoint_configuration").flatMap((block) => texts(block, "types"))[0] ?? "EDGE";
}

/**
 * What Snowflake's signature adds to the headers: authorization, date, host, and a security token, whose length AWS leaves open and calls
 * at most 4,096 bytes in typical cases.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
const SIGNATURE_BYTES = 4_608;

function sizeProblem(request: HttpRequest, target: string): GatewayResponse | undefined {
  // Which status an over-long request line gets is not documented; that it is refused is.
  if (target.length > 10_240)
    return refusal(414, "URI Too Long", "a request line of a REST API has at most 10,240 bytes");
  const headers = Object.values(request.headers).reduce(
    (sum, value) => sum + Buffer.byteLength(value),
    target.length + SIGNATURE_BYTES,
  );
  if (headers > 10_240) {
    return refusal(
      431,
      "Request Header Fields Too Large",
      "request line and header values of a REST API, those of the signature included, have at most 10,240 bytes together",
    );
  }
  if (Buffer.byteLength(request.body ?? "") > REQUEST_LIMIT) {
    return refusal(413, "Request Entity Too Large", "a payload of a REST API has at most 10 MB");
  }
  return undefined;
}

function refusal(status: number, message: string, note: string): GatewayResponse {
  return answer(status, JSON.stringify({ message }), [note]);
}

function answer(
  status: number,
  body: string,
  notes: readonly string[],
  headers: Record<string, string> = {},
): GatewayResponse {
  const type = body.startsWith("{") ? "application/json" : "text/html";
  const ids = { "x-amzn-requestid": randomUUID(), "x-amz-apigw-id": randomBytes(11).toString("base64url") };
  return { status, headers: { "content-type": type, ...ids, ...headers }, body: Buffer.from(body), notes };
}

function splitUrl(url: string): [string, string] {
  const match = /^https:\/\/([^/]+)(\/.*)$/.exec(url);
  if (!match) throw new NetworkError(`${url} is not an https URL with a path`);
  return [match[1] ?? "", match[2] ?? ""];
}

function splitOnce(text: string, by: string): [string, string | undefined] {
  const at = text.indexOf(by);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function header(request: HttpRequest, name: string): string | undefined {
  return Object.entries(request.headers).find(([known]) => known.toLowerCase() === name)?.[1];
}
