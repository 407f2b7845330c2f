import type { Account } from "../../../simulator/account";
import { block, blocks, isSet, number, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, ValidateContext, Values } from "../../../simulator/rule";
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
}

/** A check of TCP asks no path and gets no status. */
function validateHealth({ config, error }: ValidateContext): void {
  const health = block(config, "health_check");
  if (text(health, "protocol") !== "TCP") return;
  for (const name of ["path", "matcher"])
    if (isSet(health, name))
      error(
        `Attribute "health_check[0].${name}" cannot be specified when "health_check[0].protocol" is "TCP".`,
        "health_check",
      );
}

export const targetGroupActs: Readonly<Record<string, Acts>> = {
  aws_lb_target_group: {
    validate: validateHealth,
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
