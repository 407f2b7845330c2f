import type { CreateContext, ResourceRule, RuleContext, Value, Values } from "../../../simulator/rule";
import { makeArn, parseArn } from "../arn";
import { lowerId, now } from "../ids";
import { all, findRole } from "../lookup";
import { roleAllows, roleTrusts } from "../identities/access";
import { partitionOf, regionOf } from "../session";
import { integrationOf } from "./methods";
import { executionArn, expandResources, needApi } from "./rest-api";
import { block, text } from "../../../simulator/readers";
import { fill, refuse } from "../../../simulator/writers";

/** What a deployment froze: a stage serves this, whatever changes afterwards. */
export interface FrozenApi {
  readonly restApi: Values;
  readonly policy: string | null;
  readonly resources: Values[];
  readonly methods: Values[];
  readonly integrations: Values[];
}

function copy(value: Values): Values {
  return structuredClone(value);
}

function freeze(context: CreateContext, api: Values): FrozenApi {
  const own = (type: string): Values[] =>
    all(context.account, type)
      .filter((held) => held.rest_api_id === api.id)
      .map(copy);
  const id = String(api.id);
  const policy = text(context.account.get("aws_api_gateway_rest_api_policy", id), "policy") ?? text(api, "policy");
  return {
    restApi: copy(api),
    policy: policy === undefined ? null : expandResources(context, id, policy),
    resources: own("aws_api_gateway_resource"),
    methods: own("aws_api_gateway_method"),
    integrations: own("aws_api_gateway_integration"),
  };
}

/**
 * A snapshot of methods, integrations and policy.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
 */
export const deployment: ResourceRule = {
  type: "aws_api_gateway_deployment",
  cites: "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html",
  create: (context) => {
    const { account, values } = context;
    const api = needApi(context, text(values, "rest_api_id"));
    const frozen = freeze(context, api);
    if (frozen.methods.length === 0)
      refuse("BadRequestException: The REST API doesn't contain any methods", "rest_api_id");
    const without = frozen.methods.find((method) => !integrationOf(context, method));
    if (without)
      refuse(`BadRequestException: No integration defined for method (${String(without.http_method)})`, "rest_api_id");
    const id = lowerId(account, "deployment", 6);
    values.id = id;
    fill(values, { created_date: now() });
    account.memory(`aws_api_gateway_deployment:${id}`, () => frozen);
  },
  delete: (context) => {
    if (all(context.account, "aws_api_gateway_stage").some((stage) => stage.deployment_id === context.prior.id))
      refuse("BadRequestException: Active stages pointing to this deployment must be moved or deleted");
  },
};

/** API Gateway writes logs by a role that is set once for an account and region. */
function needLogRole(context: RuleContext): void {
  const [settings] = all(context.account, "aws_api_gateway_account");
  if (text(settings, "cloudwatch_role_arn") === undefined)
    refuse(
      "BadRequestException: CloudWatch Logs role ARN must be set in account settings to enable logging",
      "access_log_settings",
    );
}

function checkStage(context: CreateContext): void {
  const { account, values } = context;
  const api = needApi(context, text(values, "rest_api_id"));
  const name = text(values, "stage_name") ?? "";
  if (!/^[\w-]{1,128}$/.test(name)) refuse("BadRequestException: Stage name only allows a-zA-Z0-9_-", "stage_name");
  const target = account.get("aws_api_gateway_deployment", text(values, "deployment_id") ?? "");
  if (target?.rest_api_id !== api.id) refuse("BadRequestException: Deployment id does not exist", "deployment_id");
  const logs = block(values, "access_log_settings");
  if (!logs) return;
  needLogRole(context);
  const destination = text(logs, "destination_arn") ?? "";
  const parsed = parseArn(destination);
  if (
    parsed?.service === "logs" &&
    !all(account, "aws_cloudwatch_log_group").some((group) => group.arn === destination.replace(/:\*$/, ""))
  )
    refuse(
      `BadRequestException: Invalid ARN specified in the request: the log group ${destination} does not exist`,
      "access_log_settings",
    );
  const format = text(logs, "format") ?? "";
  if (/\n./s.test(format))
    refuse(
      "BadRequestException: Access Log format must be single line, new line character is allowed only at end of the format",
      "access_log_settings",
    );
  if (!/\$context\.(requestId|extendedRequestId)/.test(format))
    refuse(
      "BadRequestException: Access Log format must contain at least one of $context.requestId and $context.extendedRequestId",
      "access_log_settings",
    );
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html */
export const stage: ResourceRule = {
  type: "aws_api_gateway_stage",
  cites: "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html",
  create: (context) => {
    const { account, values } = context;
    checkStage(context);
    const api = String(values.rest_api_id);
    const name = String(values.stage_name);
    const id = `ags-${api}-${name}`;
    if (account.get("aws_api_gateway_stage", id))
      refuse(`ConflictException: Stage already exists: ${name}`, "stage_name");
    const region = regionOf(context);
    values.id = id;
    fill(values, {
      arn: makeArn(context, "apigateway", `/restapis/${api}/stages/${name}`, { account: "" }),
      execution_arn: `${executionArn(context, api)}/${name}`,
      invoke_url: `https://${api}.execute-api.${region}.${partitionOf(region).dnsSuffix}/${name}`,
      web_acl_arn: "",
    });
  },
  read: (context) => {
    const association = all(context.account, "aws_wafv2_web_acl_association").find(
      (candidate) => candidate.resource_arn === context.values.arn,
    );
    context.values.web_acl_arn = association?.web_acl_arn ?? "";
  },
  update: checkStage,
};

function checkSettings(context: CreateContext): void {
  const { account, values } = context;
  const api = text(values, "rest_api_id") ?? "";
  const stageName = text(values, "stage_name") ?? "";
  if (!account.get("aws_api_gateway_stage", `ags-${api}-${stageName}`))
    refuse("NotFoundException: Invalid Stage identifier specified", "stage_name");
  const level = text(block(values, "settings"), "logging_level") ?? "OFF";
  if (level === "OFF") return;
  needLogRole(context);
  openExecutionLog(context, `API-Gateway-Execution-Logs_${api}/${stageName}`);
}

/** API Gateway makes the group itself when nobody did before, and nobody deletes that one with the stack. */
function openExecutionLog(context: CreateContext, name: string): void {
  if (context.account.get("aws_cloudwatch_log_group", name)) return;
  const group: Record<string, Value> = { id: name, name, arn: makeArn(context, "logs", `log-group:${name}`) };
  context.account.put("aws_cloudwatch_log_group", name, group);
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
export const methodSettings: ResourceRule = {
  type: "aws_api_gateway_method_settings",
  cites: "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
  validate: (context) => {
    const path = text(context.config, "method_path");
    if (path !== undefined && !/^(\*\/\*|[^/].*\/(\*|[A-Z]+))$/.test(path))
      context.error(`method_path must be "*/*" or a path without leading slash and a verb: "${path}"`, "method_path");
  },
  create: (context) => {
    checkSettings(context);
    const { values } = context;
    values.id = [values.rest_api_id, values.stage_name, values.method_path].map(String).join("-");
  },
  update: checkSettings,
};

function checkAccountRole(context: CreateContext): void {
  const arn = text(context.values, "cloudwatch_role_arn");
  if (arn === undefined) return;
  const group = makeArn(context, "logs", "log-group:API-Gateway-Execution-Logs_rehearsal/stage");
  const canLog = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"].every((action) =>
    roleAllows(context, arn, action, group),
  );
  if (!findRole(context.account, arn) || !roleTrusts(context, arn, "apigateway") || !canLog)
    refuse(
      "BadRequestException: The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.",
      "cloudwatch_role_arn",
    );
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateAccount.html */
export const account: ResourceRule = {
  type: "aws_api_gateway_account",
  cites: "https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateAccount.html",
  create: (context) => {
    checkAccountRole(context);
    context.values.id = "api-gateway-account";
    fill(context.values, {
      api_key_version: "4",
      features: ["UsagePlans"],
      throttle_settings: [{ burst_limit: 5000, rate_limit: 10_000 }],
      cloudwatch_role_arn: "",
    });
  },
  update: checkAccountRole,
};
