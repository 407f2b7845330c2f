import { block, text, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, DeleteContext, RuleContext, Value, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { makeArn, parseArn } from "../arn";
import { roleAllows, roleTrusts } from "../identities/access";
import { vpcOfGroup } from "../ec2/security-groups";
import { all, findRole } from "../lookup";
import { regionOf } from "../session";
import { integrationOf } from "./methods";
import { expandResources } from "./rest-api";

/** Refuses a request. */
const bad: (message: string, attribute?: string) => never = (message, attribute) =>
  refuse(`BadRequestException: ${message}`, attribute);

/** What a deployment froze: a stage serves this, whatever changes afterwards. */
export interface FrozenApi {
  readonly restApi: Values;
  readonly policy: string | null;
  readonly resources: Values[];
  readonly methods: Values[];
  readonly integrations: Values[];
  readonly integrationResponses: Values[];
}

function freeze(context: CreateContext, id: string): FrozenApi {
  const api = context.account.get("aws_api_gateway_rest_api", id) ?? {};
  const own = (type: string): Values[] =>
    all(context.account, type)
      .filter((held) => held.rest_api_id === id)
      .map((held) => structuredClone(held));
  const policy = text(context.account.get("aws_api_gateway_rest_api_policy", id), "policy") ?? text(api, "policy");
  return {
    restApi: structuredClone(api),
    policy: policy === undefined ? null : expandResources(context, id, policy),
    resources: own("aws_api_gateway_resource"),
    methods: own("aws_api_gateway_method"),
    integrations: own("aws_api_gateway_integration"),
    integrationResponses: own("aws_api_gateway_integration_response"),
  };
}

function deploy(context: CreateContext): void {
  const { account, values } = context;
  const frozen = freeze(context, String(values.rest_api_id));
  if (frozen.methods.length === 0) bad("The REST API doesn't contain any methods", "rest_api_id");
  const without = frozen.methods.find((method) => !integrationOf(account, method));
  if (without) bad(`No integration defined for method (${String(without.http_method)})`, "rest_api_id");
  account.memory(`aws_api_gateway_deployment:${String(values.id)}`, () => frozen);
}

/** API Gateway writes logs by a role that is set once for an account and region. */
function needLogRole(context: RuleContext): void {
  const [settings] = all(context.account, "aws_api_gateway_account");
  if (text(settings, "cloudwatch_role_arn") === undefined)
    bad("CloudWatch Logs role ARN must be set in account settings to enable logging", "access_log_settings");
}

function checkStage(context: CreateContext): void {
  const { account, values } = context;
  const target = account.get("aws_api_gateway_deployment", text(values, "deployment_id") ?? "");
  if (target?.rest_api_id !== values.rest_api_id) bad("Deployment id does not exist", "deployment_id");
  const log = text(block(values, "access_log_settings"), "destination_arn");
  if (log === undefined) return;
  if (parseArn(log)?.service === "firehose" && !/:deliverystream\/amazon-apigateway-./.test(log))
    bad(`the name of the delivery stream must begin with amazon-apigateway-: ${log}`, "access_log_settings");
  if (/:log-group:.*:\*$/.test(log)) bad(`Invalid ARN specified in the request: ${log}`, "access_log_settings");
}

function checkSettings(context: CreateContext): void {
  const { account, values } = context;
  const api = text(values, "rest_api_id") ?? "";
  const stageName = text(values, "stage_name") ?? "";
  if (!account.get("aws_api_gateway_stage", `ags-${api}-${stageName}`))
    refuse("NotFoundException: Invalid Stage identifier specified", "stage_name");
  if ((text(block(values, "settings"), "logging_level") ?? "OFF") === "OFF") return;
  needLogRole(context);
  openExecutionLog(context, `API-Gateway-Execution-Logs_${api}/${stageName}`);
}

/** API Gateway makes the group itself when nobody did before, and nobody deletes that one with the stack. */
function openExecutionLog(context: CreateContext, name: string): void {
  if (context.account.get("aws_cloudwatch_log_group", name)) return;
  const group: Record<string, Value> = { id: name, name, arn: makeArn(context, "logs", `log-group:${name}`) };
  context.account.put("aws_cloudwatch_log_group", name, group);
}

function checkAccountRole(context: CreateContext): void {
  const arn = text(context.values, "cloudwatch_role_arn");
  if (arn === undefined) return;
  const group = makeArn(context, "logs", "log-group:API-Gateway-Execution-Logs_rehearsal/stage");
  const canLog = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"].every((action) =>
    roleAllows(context, arn, action, group),
  );
  if (!findRole(context.account, arn) || !roleTrusts(context, arn, "apigateway") || !canLog)
    bad(
      "The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.",
      "cloudwatch_role_arn",
    );
}

/**
 * Regions that have VPC links of version 2 for REST APIs.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html
 */
const LINK_REGIONS = new Set(
  (
    "us-east-1 us-east-2 us-west-1 us-west-2 ap-east-1 ap-south-1 ap-northeast-1 ap-northeast-2 ap-southeast-1 ap-southeast-2 " +
    "ca-central-1 eu-central-1 eu-west-1 eu-west-2 eu-west-3 eu-south-2 eu-north-1 me-south-1 sa-east-1 us-gov-west-1"
  ).split(" "),
);

/** Zones in which API Gateway makes no link. */
const CLOSED_ZONES = ["use1-az3", "usw1-az2", "ape1-az1", "apne1-az3", "cac1-az4", "euw3-az2"];

function placeLink(context: CreateContext): void {
  const { account, values } = context;
  const region = regionOf(context);
  if (!LINK_REGIONS.has(region)) bad(`VPC links of version 2 are not available in the region ${region}`);
  const ids = texts(values, "subnet_ids");
  if (ids.length === 0) bad("Subnet ids must not be empty", "subnet_ids");
  const subnets = ids.map((id) => account.get("aws_subnet", id) ?? {});
  if (new Set(subnets.map((subnet) => subnet.vpc_id)).size > 1) bad("the subnets belong to several VPCs", "subnet_ids");
  const foreign = texts(values, "security_group_ids").find((id) => vpcOfGroup(account, id) !== subnets[0]?.vpc_id);
  if (foreign !== undefined)
    bad(`The security group ${foreign} and the subnets belong to different VPCs`, "security_group_ids");
  const closed = subnets.find((subnet) => CLOSED_ZONES.includes(String(subnet.availability_zone_id)));
  if (closed)
    bad(
      `VPC links are not supported in the zone ${String(closed.availability_zone_id)} of ${String(closed.id)}`,
      "subnet_ids",
    );
}

/**
 * A link can't go while an integration or a deployment still names it.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/12195
 */
function needUnusedLink({ account, prior }: DeleteContext): void {
  const live = all(account, "aws_api_gateway_integration");
  const frozen = all(account, "aws_api_gateway_deployment").flatMap(
    ({ id }) =>
      account.memory<FrozenApi | undefined>(`aws_api_gateway_deployment:${String(id)}`, () => undefined)
        ?.integrations ?? [],
  );
  const user = [...live, ...frozen].find((integration) => integration.connection_id === prior.id);
  if (user)
    bad(
      `Cannot delete vpc link. Vpc link '${String(prior.id)}', is referenced in [${String(user.http_method)}:${String(user.resource_id)}] in format of [Method:Resource].`,
    );
}

export const deploymentActs: Readonly<Record<string, Acts>> = {
  aws_api_gateway_deployment: { create: deploy },
  aws_api_gateway_stage: {
    check: checkStage,
    // A second call sets the access log.
    settle: (context) => {
      if (block(context.values, "access_log_settings")) needLogRole(context);
    },
    read: ({ account, values }) => {
      const association = all(account, "aws_wafv2_web_acl_association").find(
        (candidate) => candidate.resource_arn === values.arn,
      );
      values.web_acl_arn = association?.web_acl_arn ?? "";
    },
  },
  aws_api_gateway_method_settings: { check: checkSettings },
  aws_api_gateway_account: { check: checkAccountRole },
  aws_apigatewayv2_vpc_link: { create: placeLink, delete: needUnusedLink },
};
