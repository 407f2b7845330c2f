import type { Account } from "../../../simulator/account";
import type { Values } from "../../../simulator/rule";
import { contains, parseCidr } from "../../../simulator/cidr";
import { all } from "../lookup";
import { rulesOf, type GroupRule } from "./group-rules";
import { blocks, isTrue, text, texts } from "../../../simulator/readers";

/** Where a network interface sits. */
export interface Interface {
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  /** It has a public address of its own. */
  readonly isPublic?: boolean;
}

const ANYWHERE = parseCidr("0.0.0.0/0");

function opens(rule: GroupRule, port: number): boolean {
  if (rule.protocol === "-1") return true;
  return (rule.protocol === "tcp" || rule.protocol === "6") && (rule.from ?? 0) <= port && port <= (rule.to ?? 65535);
}

/** Addresses inside a subnet are not known before something runs: the ranges have to cover every subnet of the other side. */
function covers(account: Account, cidrs: readonly string[], other: Interface): boolean {
  const ranges = cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
  if (ranges.some((range) => range.prefix === 0)) return true;
  const subnets = other.subnets.map((id) => parseCidr(text(account.get("aws_subnet", id), "cidr_block") ?? ""));
  return (
    subnets.length > 0 &&
    subnets.every((subnet) => subnet !== undefined && ranges.some((range) => contains(range, subnet)))
  );
}

/**
 * Whether security groups let one interface open a TCP connection to another: egress of the one and ingress of the other, answers need no
 * rule. Returns the direction that is closed, or undefined. Network ACLs, IPv6 and prefix lists are not looked at.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export function closedDirection(
  account: Account,
  from: Interface,
  to: Interface,
  port: number,
): "egress" | "ingress" | undefined {
  const allows = (direction: "egress" | "ingress", own: Interface, other: Interface): boolean =>
    own.groups
      .flatMap((group) => rulesOf(account, group, direction))
      .some(
        (rule) =>
          opens(rule, port) &&
          (rule.groups.some((id) => other.groups.includes(id)) || covers(account, rule.cidrs, other)),
      );
  if (!allows("egress", from, to)) return "egress";
  return allows("ingress", to, from) ? undefined : "ingress";
}

/** The table of a subnet: its own, else the VPC's main table. */
function routesOf(account: Account, subnet: Values): Values[] {
  const own = all(account, "aws_route_table_association").find(
    (association) => association.subnet_id === subnet.id,
  )?.route_table_id;
  const main = account.get("aws_vpc", String(subnet.vpc_id))?.main_route_table_id;
  const table = own ?? main;
  return [
    ...blocks(account.get("aws_route_table", String(table)), "route"),
    ...all(account, "aws_route").filter((route) => route.route_table_id === table),
  ];
}

function toAnywhere(route: Values): boolean {
  return text(route, "cidr_block") === "0.0.0.0/0" || text(route, "destination_cidr_block") === "0.0.0.0/0";
}

function hasGateway(account: Account, subnet: Values): boolean {
  return routesOf(account, subnet).some(
    (route) => toAnywhere(route) && account.get("aws_internet_gateway", text(route, "gateway_id") ?? "") !== undefined,
  );
}

function hasNat(account: Account, subnet: Values): boolean {
  return routesOf(account, subnet).some((route) => {
    const nat = toAnywhere(route) ? account.get("aws_nat_gateway", text(route, "nat_gateway_id") ?? "") : undefined;
    // A regional gateway has routes of its own.
    if (nat?.availability_mode === "regional")
      return all(account, "aws_internet_gateway").some((gateway) => gateway.vpc_id === nat.vpc_id);
    const home = nat && account.get("aws_subnet", text(nat, "subnet_id") ?? "");
    return home !== undefined && hasGateway(account, home);
  });
}

/**
 * Why an interface can't reach the internet over HTTPS; undefined when it can: a public address and a route to an internet
 * gateway, or a route to a NAT gateway that has one; and egress on port 443.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
 */
export function internetProblem(account: Account, from: Interface): string | undefined {
  for (const id of from.subnets) {
    const subnet = account.get("aws_subnet", id);
    if (!subnet) return `the subnet ${id} does not exist`;
    if (hasNat(account, subnet)) continue;
    if (!hasGateway(account, subnet))
      return `the subnet ${id} has no route to the internet (no internet gateway, no NAT gateway)`;
    // A task gets a public address by its own setting alone, whatever the subnet gives to instances.
    if (from.isPublic !== true)
      return `the subnet ${id} reaches the internet through an internet gateway, which needs a public address: assign_public_ip is off`;
  }
  const isOpen = from.groups.some((group) =>
    rulesOf(account, group, "egress").some(
      (rule) =>
        opens(rule, 443) &&
        rule.cidrs.some((cidr) => ANYWHERE !== undefined && parseCidr(cidr)?.canonical === ANYWHERE.canonical),
    ),
  );
  return isOpen
    ? undefined
    : `its security groups (${from.groups.join(", ")}) allow no egress to the internet on port 443`;
}

/** Why an interface can't reach a service of AWS through an interface endpoint of its VPC; undefined when it can. */
export function endpointProblem(account: Account, from: Interface, service: string): string | undefined {
  const vpc = account.get("aws_subnet", from.subnets[0] ?? "")?.vpc_id;
  const endpoint = all(account, "aws_vpc_endpoint").find(
    (candidate) => candidate.vpc_id === vpc && (text(candidate, "service_name") ?? "").endsWith(`.${service}`),
  );
  if (!endpoint) return `no VPC endpoint for ${service}`;
  if (text(endpoint, "vpc_endpoint_type") === "Gateway") return undefined;
  if (!isTrue(endpoint, "private_dns_enabled")) return `the VPC endpoint for ${service} has no private DNS name`;
  const to = { subnets: texts(endpoint, "subnet_ids"), groups: texts(endpoint, "security_group_ids") };
  return closedDirection(account, from, to, 443) === undefined
    ? undefined
    : `the security groups of the VPC endpoint for ${service} refuse the connection`;
}
