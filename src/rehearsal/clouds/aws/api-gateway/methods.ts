import type { CreateContext, ResourceRule, RuleContext, Values } from "../../../simulator/rule";
import { LOAD_BALANCERS } from "../elb/load-balancer";
import { byArn } from "../lookup";
import { needApi } from "./rest-api";
import { entries, isSet, number, text, texts } from "../../../simulator/readers";
import { fill, refuse } from "../../../simulator/writers";
import { isObject } from "../../../../core/json";

const AUTHORIZATIONS = ["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"];
const METHOD_PARAMETER =
  /^method\.request\.(path|querystring|multivaluequerystring|header|multivalueheader)\.[A-Za-z0-9._$-]+$/;

function needResource(context: RuleContext, values: Values): void {
  const api = needApi(context, text(values, "rest_api_id"));
  const id = text(values, "resource_id") ?? "";
  if (id !== api.root_resource_id && context.account.get("aws_api_gateway_resource", id)?.rest_api_id !== api.id)
    refuse("NotFoundException: Invalid Resource identifier specified", "resource_id");
}

/** The id by which a method is held: API, resource and verb. */
function methodId(prefix: string, values: Values): string {
  return [prefix, values.rest_api_id, values.resource_id, values.http_method].map(String).join("-");
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html */
export const method: ResourceRule = {
  type: "aws_api_gateway_method",
  cites: "https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html",
  validate: (context) => {
    const authorization = text(context.config, "authorization");
    if (authorization !== undefined && !AUTHORIZATIONS.includes(authorization))
      context.error(
        `BadRequestException: Invalid authorization type specified: ${authorization}. Valid options are ${AUTHORIZATIONS.join(", ")}`,
        "authorization",
      );
    const needsAuthorizer = authorization === "CUSTOM" || authorization === "COGNITO_USER_POOLS";
    if (needsAuthorizer && !isSet(context.config, "authorizer_id"))
      context.error(`authorizer_id must be set when authorization is set to ${authorization}`, "authorizer_id");
    const parameters = context.config.request_parameters;
    for (const key of Object.keys(parameters !== undefined && isObject(parameters) ? parameters : {}))
      if (!METHOD_PARAMETER.test(key))
        context.error(`BadRequestException: Invalid mapping expression specified: ${key}`, "request_parameters");
  },
  create: (context) => {
    const { account, values } = context;
    needResource(context, values);
    const id = methodId("agm", values);
    if (account.get("aws_api_gateway_method", id))
      refuse("ConflictException: Method already exists for this resource", "http_method");
    values.id = id;
  },
};

/** The method that an integration belongs to. */
export function methodOf(context: RuleContext, values: Values): Values | undefined {
  return context.account.get("aws_api_gateway_method", methodId("agm", values));
}

/** The integration of a method. */
export function integrationOf(context: RuleContext, values: Values): Values | undefined {
  return context.account.get("aws_api_gateway_integration", methodId("agi", values));
}

/** Without a raised quota; `aws:quotas` in the account's memory may hold another. */
const DEFAULT_TIMEOUT_MS = 29_000;

function checkIntegration(context: CreateContext): void {
  const { values, account } = context;
  needResource(context, values);
  const owner = methodOf(context, values);
  if (!owner) refuse("NotFoundException: Invalid Method identifier specified", "http_method");
  const type = text(values, "type") ?? "";
  const uri = text(values, "uri");
  if (type !== "MOCK") {
    if (text(values, "integration_http_method") === undefined)
      refuse("BadRequestException: Enumeration value for HttpMethod must be non-empty", "integration_http_method");
    if (type.startsWith("HTTP") && (uri === undefined || !/^https?:\/\/[^/]+/.test(uri)))
      refuse("BadRequestException: Invalid HTTP endpoint specified for URI", "uri");
    if (type.startsWith("AWS") && (uri === undefined || !uri.startsWith("arn:")))
      refuse("BadRequestException: AWS ARN for integration must contain path or action", "uri");
  }
  const quota = account.memory("aws:quotas", () => ({ integrationTimeoutMs: DEFAULT_TIMEOUT_MS })).integrationTimeoutMs;
  const timeout = number(values, "timeout_milliseconds") ?? DEFAULT_TIMEOUT_MS;
  if (timeout > quota)
    refuse(`BadRequestException: Timeout should be between 50 ms and ${quota} ms`, "timeout_milliseconds");
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
      refuse(
        `BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: ${declared.includes(source) ? target : source}]`,
        "request_parameters",
      );
  }
}

/**
 * A link of version 2 leads straight to an internal load balancer, which must be named.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/45230
 */
function checkLink(context: CreateContext): void {
  const { account, values } = context;
  const target = text(values, "integration_target");
  if (text(values, "connection_type") !== "VPC_LINK") {
    if (target !== undefined)
      refuse(
        "BadRequestException: IntegrationTarget is only allowed with the connection type VPC_LINK",
        "integration_target",
      );
    return;
  }
  const id = text(values, "connection_id");
  if (id === undefined)
    refuse("BadRequestException: Connection ID is required for the connection type VPC_LINK", "connection_id");
  const link = account.get("aws_apigatewayv2_vpc_link", id);
  if (!link) {
    if (!account.get("aws_api_gateway_vpc_link", id))
      refuse(`BadRequestException: VPC link ${id} does not exist`, "connection_id");
    return;
  }
  if (target === undefined)
    refuse("BadRequestException: IntegrationTarget is required for VpcLinkV2", "integration_target");
  const balancer = byArn(account, LOAD_BALANCERS, target);
  if (!balancer)
    refuse(
      `BadRequestException: IntegrationTarget ${target} is not the ARN of a load balancer of this account`,
      "integration_target",
    );
  const vpc = account.get("aws_subnet", texts(link, "subnet_ids")[0] ?? "")?.vpc_id;
  if (balancer.vpc_id !== vpc)
    refuse(
      `BadRequestException: the load balancer ${target} is not in the VPC of the link ${id}`,
      "integration_target",
    );
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html */
export const integration: ResourceRule = {
  type: "aws_api_gateway_integration",
  cites: "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html",
  create: (context) => {
    const { values } = context;
    checkIntegration(context);
    values.id = methodId("agi", values);
    fill(values, {
      cache_namespace: values.resource_id ?? "",
      passthrough_behavior: "WHEN_NO_MATCH",
      response_transfer_mode: "BUFFERED",
    });
  },
  update: checkIntegration,
};
