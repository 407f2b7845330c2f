import type { CreateContext, ResourceRule, Values } from "../../../simulator/rule";
import type { Account } from "../../../simulator/account";
import { makeArn } from "../arn";
import { hexId } from "../ids";
import { all, need } from "../lookup";
import { validateName } from "./load-balancer";
import { block, blocks, isSet, number, text } from "../../../simulator/readers";
import { fill, nameOf, refuse } from "../../../simulator/writers";

/** The target groups that an action forwards to. */
export function targetsOf(action: Values): string[] {
  const single = text(action, "target_group_arn");
  const several = blocks(block(action, "forward"), "target_group").flatMap((target) => text(target, "arn") ?? []);
  return [...(single === undefined ? [] : [single]), ...several];
}

/** The listeners whose own action or whose rules forward to a target group. */
export function listenersOf(account: Account, targetGroup: string): Values[] {
  const viaRules = all(account, "aws_lb_listener_rule")
    .filter((rule) => blocks(rule, "action").some((action) => targetsOf(action).includes(targetGroup)))
    .map((rule) => rule.listener_arn);
  return all(account, "aws_lb_listener").filter(
    (listener) =>
      viaRules.includes(listener.arn ?? null) ||
      blocks(listener, "default_action").some((action) => targetsOf(action).includes(targetGroup)),
  );
}

function checkHealth(context: CreateContext): void {
  const health = block(context.values, "health_check");
  const interval = number(health, "interval") ?? 30;
  const timeout = number(health, "timeout") ?? 5;
  if (interval <= timeout)
    refuse(
      `ValidationError: Health check interval must be greater than the timeout (${interval} s, ${timeout} s)`,
      "health_check",
    );
  const path = text(health, "path");
  if (path !== undefined && !path.startsWith("/"))
    refuse(`ValidationError: Health check path '${path}' must begin with a '/' character`, "health_check");
  const matcher = text(health, "matcher");
  if (matcher !== undefined && !/^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/.test(matcher))
    refuse(
      `ValidationError: Health check matcher HTTP code '${matcher}' must be within '200-499' inclusive`,
      "health_check",
    );
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
export const targetGroup: ResourceRule = {
  type: "aws_lb_target_group",
  cites: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
  validate: (context) => {
    validateName(context);
    const { config } = context;
    const isLambda = text(config, "target_type") === "lambda";
    for (const attribute of ["port", "protocol", "vpc_id"])
      if (!isLambda && !isSet(config, attribute))
        context.error(
          `Attribute "${attribute}" must be specified when "target_type" is "${text(config, "target_type") ?? "instance"}".`,
          attribute,
        );
    const delay = number(config, "deregistration_delay");
    if (delay !== undefined && (delay < 0 || delay > 3600))
      context.error(
        `expected deregistration_delay to be in the range (0 - 3600), got ${delay}`,
        "deregistration_delay",
      );
  },
  create: (context) => {
    const { account, values } = context;
    const vpc = text(values, "vpc_id");
    if (vpc !== undefined) need(context, "aws_vpc", vpc, `ValidationError: The VPC ID '${vpc}' is not found`, "vpc_id");
    checkHealth(context);
    const name = nameOf(values, "name", "name_prefix", "tf-", hexId(account, "tg-name", 20));
    if (all(account, "aws_lb_target_group").some((other) => other.name === name))
      refuse(
        `DuplicateTargetGroupName: A target group with the same name '${name}' exists, but with different settings`,
        "name",
      );
    const suffix = `targetgroup/${name}/${hexId(account, "tg", 16)}`;
    const arn = makeArn(context, "elasticloadbalancing", suffix);
    const isHttp = ["HTTP", "HTTPS"].includes(text(values, "protocol") ?? "");
    values.id = arn;
    fill(values, {
      arn,
      arn_suffix: suffix,
      load_balancer_arns: [],
      connection_termination: null,
      ip_address_type: "ipv4",
      load_balancing_algorithm_type: isHttp ? "round_robin" : null,
      load_balancing_anomaly_mitigation: isHttp ? "off" : null,
      load_balancing_cross_zone_enabled: "use_load_balancer_configuration",
      preserve_client_ip: null,
      protocol_version: isHttp ? "HTTP1" : null,
    });
  },
  read: (context) => {
    const listeners = listenersOf(context.account, String(context.values.arn));
    context.values.load_balancer_arns = [...new Set(listeners.map((listener) => listener.load_balancer_arn ?? null))];
  },
  update: checkHealth,
  delete: (context) => {
    const arn = String(context.prior.arn);
    if (listenersOf(context.account, arn).length > 0)
      refuse(`ResourceInUse: Target group '${arn}' is currently in use by a listener or a rule`);
  },
};
