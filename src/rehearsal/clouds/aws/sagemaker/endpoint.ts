import { block, blocks, number, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type {
  CreateContext,
  PlanContext,
  RuleContext,
  SettleContext,
  UpdateContext,
  Value,
  Values,
} from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { makeArn } from "../arn";
import { roleAllows, roleTrusts } from "../identities/access";
import { all } from "../lookup";
import { forget, freeze, frozenOf, variantsOf, type ServedVariant } from "./frozen";
import { invalid } from "./invalid";

const FAILED = "unexpected state 'Failed', wanted target 'InService'. last error: ";

/** Name of the group into which SageMaker writes the containers' logs. */
function logGroup(endpoint: string): string {
  return `/aws/sagemaker/Endpoints/${endpoint}`;
}

/** SageMaker makes the group itself when nobody did before, and nobody deletes that one with the stack. */
function openLog(context: CreateContext): void {
  const name = logGroup(String(context.values.name));
  if (context.account.get("aws_cloudwatch_log_group", name)) return;
  const group: Record<string, Value> = { id: name, name, arn: makeArn(context, "logs", `log-group:${name}`) };
  context.account.put("aws_cloudwatch_log_group", name, group);
}

/** What a container needs of its role before it answers to /ping. */
function startProblem(context: CreateContext, variant: ServedVariant): string | undefined {
  const { role } = variant;
  const endpoint = String(context.values.name);
  if (!roleTrusts(context, role, "sagemaker"))
    return `The execution role ARN "${role}" is invalid. Please ensure that the role exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com".`;
  const may = (action: string, resource: string, says: Record<string, string> = {}): boolean =>
    roleAllows(context, role, action, resource, says);
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.*)$/.exec(variant.uri) ?? [];
  const bucketArn = text(
    all(context.account, "aws_s3_bucket").find((each) => each.bucket === bucket),
    "arn",
  );
  const arn = bucketArn ?? `arn:aws:s3:::${bucket}`;
  const isPrefix = key.endsWith("/");
  const object = isPrefix ? `${arn}/${key}MLmodel` : `${arn}/${key}`;
  if (!may("s3:GetObject", object) || (isPrefix && !may("s3:ListBucket", arn, { "s3:prefix": key })))
    return `Failed to download model data for the production variant ${variant.name} from ${variant.uri}: the role ${role} may not read it.`;
  if (variant.key !== undefined && !may("kms:CreateGrant", variant.key))
    return `The role ${role} may not let the volumes of the variant ${variant.name} use the key ${variant.key}.`;
  const repository = repositoryArn(context, variant.image);
  const pulls = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
  if (!may("ecr:GetAuthorizationToken", "*") || !pulls.every((action) => may(action, repository)))
    return `The repository of the image ${variant.image} does not exist, or the role ${role} may not pull from it.`;
  const stream = makeArn(context, "logs", `log-group:${logGroup(endpoint)}:log-stream:${variant.name}/i-1`);
  if (!may("logs:CreateLogStream", stream) || !may("logs:PutLogEvents", stream))
    return `The role ${role} may not write the log of the endpoint.`;
  const hidden = alarmsOf(context.values).find(
    (alarm) => !may("cloudwatch:DescribeAlarms", makeArn(context, "cloudwatch", `alarm:${alarm}`)),
  );
  if (hidden !== undefined) return `The role ${role} may not read the alarm ${hidden} of AutoRollbackConfiguration.`;
  return undefined;
}

function repositoryArn(context: RuleContext, image: string): string {
  const [, owner = "", region = "", repository = ""] =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[^/]+\/([^:@]+)/.exec(image) ?? [];
  return makeArn(context, "ecr", `repository/${repository}`, { account: owner, region });
}

function checkSteps({ values }: CreateContext, variants: readonly ServedVariant[], configuration: Values): void {
  const policy = block(block(values, "deployment_config"), "blue_green_update_policy");
  const routing = block(policy, "traffic_routing_configuration");
  const kind = text(routing, "type") ?? "ALL_AT_ONCE";
  const size = block(routing, kind === "CANARY" ? "canary_size" : "linear_step_size");
  if (kind === "ALL_AT_ONCE") return;
  if (size === undefined) invalid(`a traffic routing of type ${kind} needs the size of its steps`, "deployment_config");
  if ((number(size, "value") ?? 0) > 50) invalid("a step is at most 50 percent of the new fleet", "deployment_config");
  const instances = blocks(configuration, "production_variants").map((each) => number(each, "initial_instance_count"));
  if (instances.some((count, index) => variants[index]?.isServerless === false && (count ?? 1) < 2))
    invalid("a step in percent of the capacity needs two instances at least", "deployment_config");
}

/**
 * Waits until the endpoint is in service: with its configuration, or after an update that failed with the former one, which the provider reads
 * back as if all were well.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/46663
 */
function start(context: SettleContext): void {
  const { account, values, prior } = context;
  const endpoint = String(values.name);
  const configuration = account.get("aws_sagemaker_endpoint_configuration", text(values, "endpoint_config_name") ?? "");
  for (const variant of variantsOf(account, configuration ?? {})) {
    const problem = startProblem(context, variant);
    if (problem === undefined) continue;
    if (prior === undefined) refuse(FAILED + problem);
    const held = account.get(context.type, endpoint) ?? {};
    account.put(context.type, endpoint, { ...held, endpoint_config_name: prior.endpoint_config_name ?? null });
    return;
  }
  openLog(context);
  freeze(account, endpoint, configuration ?? {});
}

function check(context: CreateContext): void {
  const { account, values } = context;
  const configuration = account.get("aws_sagemaker_endpoint_configuration", text(values, "endpoint_config_name") ?? "");
  checkSteps(context, variantsOf(account, configuration ?? {}), configuration ?? {});
}

/**
 * Until an update has moved the calls, and after it was rolled back, SageMaker replaces instances of the old models. When it does so is its
 * own matter; here it is when the update begins.
 */
function replaceInstances(context: UpdateContext): void {
  const { account, values } = context;
  for (const variant of frozenOf(account, String(values.name))?.variants ?? []) {
    const problem = startProblem(context, variant);
    if (problem !== undefined)
      refuse(`The variant ${variant.name}, which is in service, starts no instance: ${problem}`);
  }
}

/** An update needs the configuration that it moves away from, and leaves no scalable target behind. */
function move(context: UpdateContext): void {
  const { account, values, prior } = context;
  const before = text(prior, "endpoint_config_name") ?? "";
  const after = text(values, "endpoint_config_name") ?? "";
  const old = account.get("aws_sagemaker_endpoint_configuration", before);
  if (before === after) return;
  if (old === undefined) invalid(`Could not find endpoint configuration "${before}".`, "endpoint_config_name");
  const kept = variantsOf(account, account.get("aws_sagemaker_endpoint_configuration", after) ?? {});
  for (const variant of variantsOf(account, old)) {
    const target = account.get("aws_appautoscaling_target", `endpoint/${String(values.name)}/variant/${variant.name}`);
    const same = kept.find(({ name }) => name === variant.name);
    if (target !== undefined && same?.instanceType !== variant.instanceType)
      invalid(
        `The variant ${variant.name} must be deregistered as scalable target before it is removed or its instance type changes`,
        "endpoint_config_name",
      );
  }
  replaceInstances(context);
}

/** The alarms that roll an update back. */
function alarmsOf(endpoint: Values | undefined): string[] {
  const rollback = block(block(endpoint, "deployment_config"), "auto_rollback_configuration");
  return blocks(rollback, "alarms").flatMap((alarm) => text(alarm, "alarm_name") ?? []);
}

/** Another list of alarms replaces the endpoint, although the schema does not say so. */
function replaceForAlarms({ prior, planned, requireReplace }: PlanContext): void {
  if (prior === undefined) return;
  const [before, after] = [alarmsOf(prior).sort(), alarmsOf(planned).sort()];
  if (JSON.stringify(before) !== JSON.stringify(after)) requireReplace("deployment_config");
}

/**
 * An endpoint runs what its configuration said when it was created or updated.
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html
 */
export const endpointActs: Readonly<Record<string, Acts>> = {
  aws_sagemaker_endpoint: {
    plan: replaceForAlarms,
    check,
    create: (context) => {
      const name = String(context.values.name).toLowerCase();
      fill(context.values, { arn: makeArn(context, "sagemaker", `endpoint/${name}`) });
      forget(context.account, String(context.values.name));
    },
    update: move,
    settle: start,
  },
};
