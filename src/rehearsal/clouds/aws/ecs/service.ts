import type { CreateContext, PlanContext, RuleContext, Values } from "../../../simulator/rule";
import type { Acts } from "../../../simulator/row-rule";
import { listenersOf } from "../elb/target-group";
import { all, byArn } from "../lookup";
import { roleAllows } from "../identities/access";
import type { Container } from "./containers";
import { settleDeployment } from "./deployments";
import { startProblem, type Task } from "./readiness";
import { secretArn } from "./secrets";
import { containersOf, findTaskDefinition } from "./task-definition";
import { block, blocks, isTrue, number, text, texts } from "../../../simulator/readers";
import { fill, refuse } from "../../../simulator/writers";

/** Refuses a parameter of a service. */
const invalid: (message: string, attribute?: string) => never = (message, attribute) =>
  refuse(`InvalidParameterException: ${message}`, attribute);

function findCluster(context: RuleContext, nameOrArn: string): Values | undefined {
  return all(context.account, "aws_ecs_cluster").find(
    (cluster) => cluster.arn === nameOrArn || cluster.name === nameOrArn,
  );
}

function checkCapacity(context: CreateContext, cluster: Values): void {
  const strategy = blocks(context.values, "capacity_provider_strategy");
  if (strategy.length > 0 && text(context.config, "launch_type") !== undefined)
    invalid(
      "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
      "launch_type",
    );
  const offered = texts(
    context.account.get("aws_ecs_cluster_capacity_providers", String(cluster.name)),
    "capacity_providers",
  );
  for (const item of strategy) {
    const name = text(item, "capacity_provider") ?? "";
    if (!offered.includes(name))
      invalid(
        "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster and try again.",
        "capacity_provider_strategy",
      );
  }
}

function checkNetwork(context: CreateContext, definition: Values): void {
  const network = block(context.values, "network_configuration");
  const isOwn = text(definition, "network_mode") === "awsvpc";
  if (isOwn && !network)
    invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.", "network_configuration");
  if (!isOwn && network)
    invalid(
      "Network Configuration is not valid for the given networkMode of this task definition.",
      "network_configuration",
    );
  const vpcs = texts(network, "subnets").map((id) => context.account.get("aws_subnet", id)?.vpc_id);
  if (new Set(vpcs).size > 1) invalid("subnets must belong to one VPC", "network_configuration");
  const groups = texts(network, "security_groups");
  if (groups.length > 5) invalid("at most 5 security groups", "network_configuration");
}

function checkBalancers(context: CreateContext, definition: Values, containers: readonly Container[]): void {
  const attachments = blocks(context.values, "load_balancer");
  if (attachments.length === 0 && number(context.values, "health_check_grace_period_seconds") !== undefined)
    invalid(
      "Health check grace period is only valid for services configured to use load balancers",
      "health_check_grace_period_seconds",
    );
  for (const attachment of attachments) {
    const name = text(attachment, "container_name") ?? "";
    const port = number(attachment, "container_port") ?? 0;
    const container = containers.find((candidate) => candidate.name === name);
    if (!container) invalid(`The container ${name} does not exist in the task definition.`, "load_balancer");
    if (!container.ports.some((mapping) => mapping.containerPort === port))
      invalid(`The container ${name} did not have a container port ${port} defined.`, "load_balancer");
    const arn = text(attachment, "target_group_arn") ?? "";
    const group = byArn(context.account, ["aws_lb_target_group"], arn);
    if (listenersOf(context.account, arn).length === 0)
      invalid(
        `The target group with targetGroupArn ${arn} does not have an associated load balancer.`,
        "load_balancer",
      );
    const kind = text(group, "target_type") ?? "instance";
    if (text(definition, "network_mode") === "awsvpc" && kind !== "ip")
      invalid(
        `The provided target group ${arn} has target type ${kind}, which is incompatible with the awsvpc network mode specified in the task definition.`,
        "load_balancer",
      );
  }
}

function checkService(context: CreateContext): void {
  const { account, values } = context;
  const clusterName = text(values, "cluster") ?? "default";
  const cluster =
    findCluster(context, clusterName) ?? refuse("ClusterNotFoundException: Cluster not found.", "cluster");
  const name = text(values, "task_definition") ?? "";
  const definition =
    findTaskDefinition(account, name) ??
    refuse(`ClientException: Unable to describe task definition: ${name}`, "task_definition");
  const containers = containersOf(definition);
  checkCapacity(context, cluster);
  checkNetwork(context, definition);
  checkBalancers(context, definition, containers);
  const isFargate =
    text(values, "launch_type") === "FARGATE" || blocks(values, "capacity_provider_strategy").length > 0;
  if (isFargate && !texts(definition, "requires_compatibilities").includes("FARGATE"))
    invalid("Task definition does not support launch_type FARGATE.", "launch_type");
  if (isTrue(values, "enable_execute_command") && text(definition, "task_role_arn") === undefined)
    invalid(
      "The service couldn't be created because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.",
      "enable_execute_command",
    );
  for (const count of ["desired_count", "deployment_maximum_percent", "deployment_minimum_healthy_percent"])
    if ((number(values, count) ?? 0) < 0)
      refuse(`InvalidParameterException: ${count} must be 0 or more, got ${number(values, count)}`, count);
  const most = number(values, "deployment_maximum_percent") ?? 200;
  const least = number(values, "deployment_minimum_healthy_percent") ?? 100;
  if (most <= least)
    invalid(
      `The maximumPercent (${most}) must be greater than the minimumHealthyPercent (${least}), or no deployment can move`,
      "deployment_maximum_percent",
    );
}

/**
 * Terraform waits ten minutes or more for what is refused here at once. The service exists by then.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/service.go
 */
function waitForSteadyState(context: CreateContext): void {
  const { account, values } = context;
  if (!isTrue(values, "wait_for_steady_state") || (number(values, "desired_count") ?? 0) === 0) return;
  const definition = findTaskDefinition(account, text(values, "task_definition") ?? "");
  if (definition === undefined) return;
  const problem = startProblem(context, taskOf(values, definition, containersOf(definition)));
  if (problem !== undefined)
    refuse(
      `waiting for ECS Service (${String(values.name)}) to reach steady state: timeout: the tasks never become healthy: ${problem}`,
    );
}

function taskOf(values: Values, definition: Values, containers: readonly Container[]): Task {
  const network = block(values, "network_configuration");
  return {
    definition,
    containers,
    service: values,
    network: {
      subnets: texts(network, "subnets"),
      groups: texts(network, "security_groups"),
      isPublic: isTrue(network, "assign_public_ip"),
    },
  };
}

/** @see https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md (6.15.0) */
function planService({ prior, planned, error }: PlanContext): void {
  if (prior === undefined || isTrue(planned, "force_new_deployment")) return;
  const strategy = (values: Values) =>
    blocks(values, "capacity_provider_strategy")
      .map(({ base, capacity_provider: provider, weight }) => JSON.stringify([provider, base ?? 0, weight ?? 0]))
      .sort()
      .join();
  if (strategy(prior) !== strategy(planned))
    error(
      "force_new_deployment should be true when capacity_provider_strategy is being updated",
      "capacity_provider_strategy",
    );
}

export const serviceActs: Readonly<Record<string, Acts>> = {
  aws_ecs_service: {
    plan: planService,
    check: (context) => {
      const { values } = context;
      fill(values, { launch_type: blocks(values, "capacity_provider_strategy").length > 0 ? "" : "EC2" });
      checkService(context);
    },
    settle: (context) => {
      waitForSteadyState(context);
      settleDeployment(context);
    },
    delete: (context) => {
      const { prior, account } = context;
      const definition = findTaskDefinition(account, text(prior, "task_definition") ?? "");
      if (!definition || (number(prior, "desired_count") ?? 0) === 0) return;
      const problem = drainProblem(context, definition);
      if (problem !== undefined)
        refuse(
          `waiting for ECS Service (${String(prior.name)}) to become inactive: timeout: the service keeps draining: ${problem}`,
        );
    },
  },
};

/**
 * Tasks can't be drained once the roles that they run under lost their policies.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/3414
 */
function drainProblem(context: RuleContext, definition: Values): string | undefined {
  const role = text(definition, "execution_role_arn");
  if (role === undefined) return undefined;
  const uses = containersOf(definition).flatMap(({ secrets }) => [...secrets.values()]);
  const lost = uses.find(
    (valueFrom) => !roleAllows(context, role, "secretsmanager:GetSecretValue", secretArn(valueFrom)),
  );
  return lost === undefined
    ? undefined
    : `the policies of ${role} were deleted before the service; let the service depend on them`;
}
