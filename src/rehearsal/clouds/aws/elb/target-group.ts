import type { Account } from "../../../simulator/account";
import { block, blocks, isSet, number, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, Values } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { all } from "../lookup";

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

export const targetGroupActs: Readonly<Record<string, Acts>> = {
  aws_lb_target_group: {
    validate: ({ config, error }) => {
      const kind = text(config, "target_type") ?? "instance";
      for (const attribute of ["port", "protocol", "vpc_id"])
        if (kind !== "lambda" && !isSet(config, attribute))
          error(`Attribute "${attribute}" must be specified when "target_type" is "${kind}".`, attribute);
      const delay = number(config, "deregistration_delay");
      if (delay !== undefined && (delay < 0 || delay > 3600))
        error(`expected deregistration_delay to be in the range (0 - 3600), got ${delay}`, "deregistration_delay");
    },
    check: checkHealth,
    create: ({ values }) => {
      const isHttp = ["HTTP", "HTTPS"].includes(text(values, "protocol") ?? "");
      fill(values, {
        load_balancing_algorithm_type: isHttp ? "round_robin" : null,
        load_balancing_anomaly_mitigation: isHttp ? "off" : null,
        protocol_version: isHttp ? "HTTP1" : null,
      });
    },
    read: ({ account, values }) => {
      const listeners = listenersOf(account, String(values.arn));
      values.load_balancer_arns = [...new Set(listeners.map((listener) => listener.load_balancer_arn ?? null))];
    },
    delete: ({ account, prior }) => {
      const arn = String(prior.arn);
      if (listenersOf(account, arn).length > 0)
        refuse(`ResourceInUse: Target group '${arn}' is currently in use by a listener or a rule`);
    },
  },
};
