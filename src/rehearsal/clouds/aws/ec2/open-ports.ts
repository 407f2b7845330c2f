import type { Account } from "../../../simulator/account";
import { block, blocks, isTrue, number, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import type { Attempt } from "../../cloud";
import { all } from "../lookup";
import { rulesOf } from "./group-rules";

// Of IPv4 or of IPv6, whose shortest form is ::/0.
const EVERYWHERE = /^[0:.]+\/0$/;
const WHO = "anybody on the internet";

/** The ports that security groups open to every address. */
function openPorts(account: Account, groups: readonly string[]): string[] {
  return groups.flatMap((group) =>
    rulesOf(account, group, "ingress").flatMap(({ from, to, cidrs, cidrs6 }) => {
      const ranges = [...cidrs, ...cidrs6].filter((cidr) => EVERYWHERE.test(cidr));
      if (ranges.length === 0) return [];
      const ports = from === undefined ? "every port" : from === to ? `port ${from}` : `ports ${from} to ${to ?? from}`;
      return [`${ports}, which the security group ${group} opens to ${ranges.join(" and ")}`];
    }),
  );
}

function through(ports: readonly string[], isPublic: boolean): string | undefined {
  if (ports.length === 0) return undefined;
  return ports.join("; ") + (isPublic ? "" : " (it has no public address today; all of its network can reach it)");
}

/** Servers and databases let in known security groups only; a load balancer on the internet asks people to sign in. */
export function portAttempts(account: Account): Attempt[] {
  return [
    ...all(account, "aws_ecs_service").map((service): Attempt => {
      const network = block(service, "network_configuration");
      const ports = openPorts(account, texts(network, "security_groups"));
      return {
        who: WHO,
        target: named("aws_ecs_service", service),
        by: through(ports, isTrue(network, "assign_public_ip")),
      };
    }),
    ...[...all(account, "aws_db_instance"), ...all(account, "aws_rds_cluster")].map((database): Attempt => {
      const members = all(account, "aws_rds_cluster_instance").filter(
        (member) => text(member, "cluster_identifier") === text(database, "cluster_identifier"),
      );
      const open = [database, ...members].filter((each) => isTrue(each, "publicly_accessible"));
      const addresses = open.map((each) =>
        each === database
          ? "the public address that publicly_accessible gives it"
          : `the public address that publicly_accessible gives its instance ${text(each, "identifier") ?? String(each.id)}`,
      );
      const ports = openPorts(account, texts(database, "vpc_security_group_ids"));
      return {
        who: WHO,
        target: named("a database", database),
        by: through([...addresses, ...ports], open.length > 0),
      };
    }),
    ...all(account, "aws_lb").map((balancer): Attempt => {
      const isInternal = isTrue(balancer, "internal");
      const ports = openPorts(account, texts(balancer, "security_groups"));
      const unsigned = all(account, "aws_lb_listener")
        .filter((listener) => listener.load_balancer_arn === balancer.arn && forwardsUnsigned(listener))
        .map((listener) => `port ${number(listener, "port") ?? 0} without signing in`);
      const by = isInternal
        ? through(ports, false)
        : unsigned.length > 0
          ? through([...unsigned, ...ports], true)
          : undefined;
      return { who: WHO, target: named("aws_lb", balancer), by };
    }),
  ];
}

/** A listener whose first action hands everybody's request on. */
function forwardsUnsigned(listener: Values): boolean {
  const [first] = blocks(listener, "default_action");
  return text(first, "type") === "forward";
}

function named(type: string, values: Values): string {
  return `${type} ${text(values, "name") ?? text(values, "identifier") ?? String(values.id)}`;
}
