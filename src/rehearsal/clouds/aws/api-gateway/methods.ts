import type { Account } from "../../../simulator/account";
import { isObject } from "../../../../core/json";
import { entries, number, text, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { byArn, needRole } from "../lookup";

/** Refuses a request. */
const bad: (message: string, attribute?: string) => never = (message, attribute) =>
  refuse(`BadRequestException: ${message}`, attribute);

const METHOD_PARAMETER =
  /^method\.request\.(path|querystring|multivaluequerystring|header|multivalueheader)\.[A-Za-z0-9._$-]+$/;

function needResource({ account, values }: CreateContext): void {
  const api = account.get("aws_api_gateway_rest_api", String(values.rest_api_id));
  const id = text(values, "resource_id") ?? "";
  if (id !== api?.root_resource_id && account.get("aws_api_gateway_resource", id)?.rest_api_id !== values.rest_api_id)
    refuse("NotFoundException: Invalid Resource identifier specified", "resource_id");
}

/** The method, integration or response for the API, the resource and the verb that an object names, and for more that both have. */
export function sameMethod(account: Account, type: string, of: Values, ...more: string[]): Values | undefined {
  const names = ["rest_api_id", "resource_id", "http_method", ...more];
  return account.list(type).find(({ values }) => names.every((name) => values[name] === of[name]))?.values;
}

/** The integration of a method. */
export function integrationOf(account: Account, method: Values): Values | undefined {
  return sameMethod(account, "aws_api_gateway_integration", method);
}

/** Without a raised quota; `aws:quotas` in the account's memory may hold another. */
const DEFAULT_TIMEOUT_MS = 29_000;

function checkIntegration(context: CreateContext): void {
  const { values, account } = context;
  needResource(context);
  const owner = sameMethod(account, "aws_api_gateway_method", values);
  if (!owner) refuse("NotFoundException: Invalid Method identifier specified", "http_method");
  const type = text(values, "type") ?? "";
  const uri = text(values, "uri");
  if (type !== "MOCK") {
    if (text(values, "integration_http_method") === undefined)
      bad("Enumeration value for HttpMethod must be non-empty", "integration_http_method");
    if (type.startsWith("HTTP") && (uri === undefined || !/^https?:\/\/[^/]+/.test(uri)))
      bad("Invalid HTTP endpoint specified for URI", "uri");
    if (type.startsWith("AWS") && (uri === undefined || !/^arn:[^:]+:apigateway:[^:]+:[^:]+:(path|action)\//.test(uri)))
      bad("AWS ARN for integration must contain path or action", "uri");
    // A function has a policy of its own, by which it lets API Gateway in.
    if (type === "AWS" && !/:lambda:/.test(uri ?? "") && text(values, "credentials") === undefined)
      bad("Role ARN must be specified for AWS integrations", "credentials");
  }
  const quota = account.memory("aws:quotas", () => ({ integrationTimeoutMs: DEFAULT_TIMEOUT_MS })).integrationTimeoutMs;
  const timeout = number(values, "timeout_milliseconds") ?? DEFAULT_TIMEOUT_MS;
  if (timeout > quota) bad(`Timeout should be between 50 ms and ${quota} ms`, "timeout_milliseconds");
  needRole(
    context,
    text(values, "credentials"),
    "BadRequestException: Invalid ARN specified in the request",
    "credentials",
  );
  checkMappings(values, owner);
  checkLink(context);
}

/** A mapping may only read what the method declares. */
function checkMappings(values: Values, owner: Values): void {
  const declared = isObject(owner.request_parameters) ? Object.keys(owner.request_parameters) : [];
  for (const [target, source] of entries(values, "request_parameters")) {
    const valid =
      /^integration\.request\.(path|querystring|multivaluequerystring|header|multivalueheader)\.\S+$/.test(target) &&
      (/^'.*'$/.test(source) ||
        /^(context|stageVariables)\./.test(source) ||
        /^method\.request\.body/.test(source) ||
        declared.includes(source));
    if (!valid)
      bad(
        `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: ${declared.includes(source) ? target : source}]`,
        "request_parameters",
      );
  }
}

/**
 * A link of version 2 leads straight to an internal load balancer, which must be named.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/45230
 */
function checkLink({ account, values }: CreateContext): void {
  const target = text(values, "integration_target");
  const wrong = (message: string): never => bad(`${message}`, "integration_target");
  if (text(values, "connection_type") !== "VPC_LINK") {
    if (target !== undefined) wrong("IntegrationTarget is only allowed with the connection type VPC_LINK");
    return;
  }
  const id = text(values, "connection_id");
  if (id === undefined) bad("Connection ID is required for the connection type VPC_LINK", "connection_id");
  // API Gateway looks the link up when a call comes.
  if (/^\$\{stageVariables\.\w+\}$/.test(id)) return;
  const link = account.get("aws_apigatewayv2_vpc_link", id);
  if (!link) {
    if (!account.get("aws_api_gateway_vpc_link", id)) bad(`VPC link ${id} does not exist`, "connection_id");
    return;
  }
  if (target === undefined) return wrong("IntegrationTarget is required for VpcLinkV2");
  const balancer = byArn(account, ["aws_lb"], target);
  if (!balancer) return wrong(`IntegrationTarget ${target} is not the ARN of a load balancer of this account`);
  if (balancer.vpc_id !== account.get("aws_subnet", texts(link, "subnet_ids")[0] ?? "")?.vpc_id)
    wrong(`the load balancer ${target} is not in the VPC of the link ${id}`);
}

export const methodActs: Readonly<Record<string, Acts>> = {
  aws_api_gateway_method: {
    validate: (context) => {
      const { config } = context;
      for (const key of Object.keys(isObject(config.request_parameters) ? config.request_parameters : {}))
        if (!METHOD_PARAMETER.test(key))
          context.error(`BadRequestException: Invalid mapping expression specified: ${key}`, "request_parameters");
    },
    create: needResource,
  },
  aws_api_gateway_integration: { check: checkIntegration },
};
