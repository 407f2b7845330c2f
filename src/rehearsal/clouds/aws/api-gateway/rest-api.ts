import { block, text, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, ReadContext, RuleContext, ValidateContext, Values } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { makeArn } from "../arn";
import { bindPrincipals, checkPolicy, readPrincipals, validatePolicyAttribute } from "../identities/attached-policy";
import { all } from "../lookup";

/**
 * API Gateway writes out the short form `execute-api:/...`: Terraform then plans a change for ever.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/15602
 */
export function expandResources(context: RuleContext, api: string, json: string): string {
  return json.split('"execute-api:/').join(`"${makeArn(context, "execute-api", api)}/`);
}

const INVALID =
  "BadRequestException: Invalid policy document. Please check the policy syntax and ensure that Principals are valid.";

function storePolicy(context: CreateContext): void {
  const json = text(context.values, "policy");
  if (json === undefined) return;
  checkPolicy(context, json, "policy", { kind: "resource", malformed: INVALID, principal: INVALID, maxLength: 8192 });
  bindPrincipals(context, String(context.values.id), json, "resource");
}

function showPolicy(context: ReadContext, separate?: string): void {
  const { values } = context;
  const id = String(values.id);
  values.policy = expandResources(context, id, separate ?? readPrincipals(context, id, text(values, "policy") ?? ""));
}

function validateRestApi(context: ValidateContext): void {
  const endpoint = block(context.config, "endpoint_configuration");
  const wrong = (message: string): void => context.error(message, "endpoint_configuration");
  const types = texts(endpoint, "types");
  if (types.length > 1) wrong("endpoint_configuration.types: exactly one type is allowed");
  if (texts(endpoint, "vpc_endpoint_ids").length > 0 && !types.includes("PRIVATE"))
    wrong("vpc_endpoint_ids need the endpoint type PRIVATE");
  validatePolicyAttribute(context, "policy");
}

function placeResource({ account, values }: CreateContext): void {
  const api = account.get("aws_api_gateway_rest_api", String(values.rest_api_id));
  const parentId = text(values, "parent_id") ?? "";
  const parent: Values | undefined = account.get("aws_api_gateway_resource", parentId);
  if (parentId !== api?.root_resource_id && parent?.rest_api_id !== values.rest_api_id)
    refuse("NotFoundException: Invalid Resource identifier specified", "parent_id");
  const part = text(values, "path_part") ?? "";
  if (text(parent, "path_part")?.endsWith("+}") === true)
    refuse(
      `BadRequestException: Cannot create a child of a resource with a greedy path variable: ${String(parent?.path)}`,
      "parent_id",
    );
  const variable = all(account, "aws_api_gateway_resource").find(
    (other) => other.parent_id === parentId && text(other, "path_part")?.startsWith("{") === true,
  );
  if (variable !== undefined && part.startsWith("{"))
    refuse(
      `BadRequestException: A sibling (${String(variable.path_part)}) of this resource already has a variable path part -- only one is allowed`,
      "path_part",
    );
  fill(values, { path: `${text(parent, "path") ?? ""}/${part}` });
}

/**
 * A change of the resource policy reaches callers with the next deployment only.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html
 */
export const restApiActs: Readonly<Record<string, Acts>> = {
  aws_api_gateway_rest_api: {
    validate: validateRestApi,
    create: storePolicy,
    read: (context) =>
      showPolicy(
        context,
        text(context.account.get("aws_api_gateway_rest_api_policy", String(context.values.id)), "policy"),
      ),
    update: storePolicy,
  },
  aws_api_gateway_rest_api_policy: {
    validate: (context) => validatePolicyAttribute(context, "policy"),
    create: storePolicy,
    read: (context) => showPolicy(context),
    update: storePolicy,
  },
  aws_api_gateway_resource: {
    create: placeResource,
    update: ({ prior, values }) => {
      values.path = String(prior.path).replace(/[^/]*$/, text(values, "path_part") ?? "");
    },
  },
};
