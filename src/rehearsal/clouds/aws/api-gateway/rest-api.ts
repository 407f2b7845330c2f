import type { CreateContext, ResourceRule, RuleContext, Values } from "../../../simulator/rule";
import { makeArn } from "../arn";
import { lowerId, now } from "../ids";
import { bindPrincipals, checkPolicy, readPrincipals, validatePolicyAttribute } from "../identities/attached-policy";
import { all } from "../lookup";
import { block, number, text, texts } from "../../../simulator/readers";
import { fill, refuse } from "../../../simulator/writers";

/** The REST API with an id, or API Gateway's refusal. */
export function needApi(context: RuleContext, id: string | undefined): Values {
  return (
    context.account.get("aws_api_gateway_rest_api", id ?? "") ??
    refuse("NotFoundException: Invalid API identifier specified", "rest_api_id")
  );
}

/** What IAM calls the API. */
export function executionArn(context: RuleContext, api: string): string {
  return makeArn(context, "execute-api", api);
}

/**
 * API Gateway writes out the short form `execute-api:/...`: Terraform then plans a change for ever.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/15602
 */
export function expandResources(context: RuleContext, api: string, json: string): string {
  return json.split('"execute-api:/').join(`"${executionArn(context, api)}/`);
}

const INVALID =
  "BadRequestException: Invalid policy document. Please check the policy syntax and ensure that Principals are valid.";

function storePolicy(context: CreateContext, api: string): void {
  const json = text(context.values, "policy");
  if (json === undefined) return;
  checkPolicy(context, json, "policy", { kind: "resource", malformed: INVALID, principal: INVALID, maxLength: 8192 });
  bindPrincipals(context, api, json, "resource");
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRestApi.html */
export const restApi: ResourceRule = {
  type: "aws_api_gateway_rest_api",
  cites: "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRestApi.html",
  validate: (context) => {
    const size = number(context.config, "minimum_compression_size");
    if (size !== undefined && (size < -1 || size > 10_485_760))
      context.error(
        `minimum_compression_size must be between -1 and 10485760, got ${size}`,
        "minimum_compression_size",
      );
    const endpoint = block(context.config, "endpoint_configuration");
    const types = texts(endpoint, "types");
    if (types.length > 1)
      context.error("endpoint_configuration.types: exactly one type is allowed", "endpoint_configuration");
    const wrong = types.find((type) => !["EDGE", "REGIONAL", "PRIVATE"].includes(type));
    if (wrong !== undefined)
      context.error(
        `expected types to be one of ["EDGE" "REGIONAL" "PRIVATE"], got ${wrong}`,
        "endpoint_configuration",
      );
    if (texts(endpoint, "vpc_endpoint_ids").length > 0 && !types.includes("PRIVATE"))
      context.error("vpc_endpoint_ids need the endpoint type PRIVATE", "endpoint_configuration");
    validatePolicyAttribute(context, "policy");
  },
  create: (context) => {
    const { account, values } = context;
    const id = lowerId(account, "rest-api", 10);
    values.id = id;
    storePolicy(context, id);
    fill(values, {
      arn: makeArn(context, "apigateway", `/restapis/${id}`, { account: "" }),
      execution_arn: executionArn(context, id),
      root_resource_id: lowerId(account, "resource", 10),
      created_date: now(),
      api_key_source: "HEADER",
      binary_media_types: [],
      description: "",
      disable_execute_api_endpoint: false,
      minimum_compression_size: "",
      policy: "",
    });
  },
  read: (context) => {
    const id = String(context.values.id);
    const separate = text(context.account.get("aws_api_gateway_rest_api_policy", id), "policy");
    const own = text(context.values, "policy") ?? "";
    context.values.policy = expandResources(context, id, separate ?? readPrincipals(context, id, own));
  },
  update: (context) => {
    storePolicy(context, String(context.values.id));
  },
};

/**
 * The resource policy. What it names must exist; a change reaches callers with the next deployment only.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html
 */
export const restApiPolicy: ResourceRule = {
  type: "aws_api_gateway_rest_api_policy",
  cites: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html",
  validate: (context) => {
    validatePolicyAttribute(context, "policy");
  },
  create: (context) => {
    const id = text(context.values, "rest_api_id") ?? "";
    needApi(context, id);
    storePolicy(context, id);
    context.values.id = id;
  },
  read: (context) => {
    const id = String(context.values.id);
    context.values.policy = expandResources(
      context,
      id,
      readPrincipals(context, id, text(context.values, "policy") ?? ""),
    );
  },
  update: (context) => {
    storePolicy(context, String(context.values.id));
  },
};

const PATH_PART = /^([A-Za-z0-9._\-:$~!*'(),+@=%&;|]+|\{[A-Za-z0-9._-]+\+?\})$/;

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html */
export const resource: ResourceRule = {
  type: "aws_api_gateway_resource",
  cites: "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html",
  create: (context) => {
    const { account, values } = context;
    const api = needApi(context, text(values, "rest_api_id"));
    const parentId = text(values, "parent_id") ?? "";
    const parent = parentId === api.root_resource_id ? undefined : account.get("aws_api_gateway_resource", parentId);
    if (parentId !== api.root_resource_id && parent?.rest_api_id !== api.id)
      refuse("NotFoundException: Invalid Resource identifier specified", "parent_id");
    const part = text(values, "path_part") ?? "";
    if (!PATH_PART.test(part))
      refuse(
        `BadRequestException: Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end: "${part}"`,
        "path_part",
      );
    if (text(parent, "path_part")?.endsWith("+}") === true)
      refuse(
        `BadRequestException: Cannot create a child of a resource with a greedy path variable: ${String(parent?.path)}`,
        "parent_id",
      );
    for (const sibling of all(account, "aws_api_gateway_resource").filter(
      (other) => other.parent_id === parentId && other.rest_api_id === api.id,
    )) {
      const taken = text(sibling, "path_part") ?? "";
      if (taken === part)
        refuse(`ConflictException: Another resource with the same parent already has this name: ${part}`, "path_part");
      if (taken.startsWith("{") && part.startsWith("{"))
        refuse(
          `BadRequestException: A sibling (${taken}) of this resource already has a variable path part -- only one is allowed`,
          "path_part",
        );
    }
    values.id = lowerId(account, "resource", 6);
    fill(values, { path: `${text(parent, "path") ?? ""}/${part}` });
  },
  update: (context) => {
    context.values.path = String(context.prior.path).replace(/[^/]*$/, text(context.values, "path_part") ?? "");
  },
};
