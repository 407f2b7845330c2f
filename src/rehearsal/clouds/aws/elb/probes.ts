import type { Probe } from "../../../servers/probe";
import { UnknownElementError, blocks, flag, number, text } from "../../../simulator/readers";
import type { AppliedState } from "../../../state";

/**
 * What load balancers ask of the containers of the applied services.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function targetGroupProbes(state: AppliedState): Probe[] {
  return state.all("aws_ecs_service").flatMap(({ attributes: service }) =>
    blocks(service, "load_balancer").flatMap((attachment): Probe[] => {
      const arn = text(attachment, "target_group_arn");
      const group = state.all("aws_lb_target_group").find(({ attributes }) => attributes.arn === arn);
      const container = text(attachment, "container_name");
      if (group === undefined || container === undefined) return [];
      const health = blocks(group.attributes, "health_check")[0] ?? {};
      if (flag(health, "enabled") === false) return [];
      const protocol = text(health, "protocol") ?? text(group.attributes, "protocol") ?? "HTTP";
      if (protocol === "TCP") return [];
      if (protocol !== "HTTP")
        throw new UnknownElementError(`${group.address}: a health check over ${protocol} is not simulated`);
      const port = number(health, "port") ?? number(attachment, "container_port") ?? 0;
      return [
        {
          of: group.address,
          container,
          port,
          path: text(health, "path") ?? "/",
          statuses: text(health, "matcher") ?? "200",
          // The balancer asks a target by its address.
          headers: { Host: `10.0.0.10:${port}`, "User-Agent": "ELB-HealthChecker/2.0" },
        },
      ];
    }),
  );
}
