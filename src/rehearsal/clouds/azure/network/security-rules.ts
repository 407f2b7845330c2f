import type { Account } from "../../../simulator/account";
import { blocks, number, text, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { contains, parseCidr } from "../../../simulator/cidr";
import { textsAt } from "../../../simulator/template";
import { findById, select } from "../ids";

/** A rule of a network security group. */
export interface SecurityRule {
  readonly name: string;
  readonly priority: number;
  readonly direction: "Inbound" | "Outbound";
  readonly isAllow: boolean;
  readonly protocol: string;
  /** Addresses, ranges, service tags or `*`. */
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  /** `443`, `8000-8080` or `*`. */
  readonly ports: readonly string[];
}

function parseRule(rule: Values): SecurityRule {
  const either = (...names: string[]) => names.flatMap((name) => textsAt(rule, name));
  return {
    name: String(rule.name),
    priority: number(rule, "priority") ?? 65_500,
    direction: rule.direction === "Outbound" ? "Outbound" : "Inbound",
    isAllow: rule.access === "Allow",
    protocol: text(rule, "protocol") ?? "*",
    sources: either("source_address_prefix", "source_address_prefixes"),
    destinations: either("destination_address_prefix", "destination_address_prefixes"),
    ports: either("destination_port_range", "destination_port_ranges"),
  };
}

/** The rules of a group, written in it or as resources of their own; the most important first. */
export function rulesOf(account: Account, group: Values): SecurityRule[] {
  const { name = "", resource_group_name = "" } = group;
  const where = { network_security_group_name: name, resource_group_name };
  const own = select(account, "azurerm_network_security_rule", where);
  const rules = new Map([...blocks(group, "security_rule"), ...own].map(parseRule).map((rule) => [rule.name, rule]));
  return [...rules.values()].sort((one, other) => one.priority - other.priority);
}

/** The group of a subnet. */
export function groupOf(account: Account, subnet: string): Values | undefined {
  const [association] = select(account, "azurerm_subnet_network_security_group_association", { subnet_id: subnet });
  return findById(account, text(association, "network_security_group_id") ?? "")?.values;
}

/** Whether one of a rule's ranges of ports holds a port. */
function isFor({ protocol, ports }: SecurityRule, port: number): boolean {
  const holdsPort = (range: string): boolean => {
    const [from = "", to = from] = range.split("-");
    return range === "*" || (Number(from) <= port && port <= Number(to));
  };
  return /^(\*|tcp)$/i.test(protocol) && ports.some(holdsPort);
}

/** Whether a list of addresses holds all of a range; the tag that is known is that of the network itself. */
function holds(prefixes: readonly string[], range: string): boolean {
  const inner = parseCidr(range);
  return prefixes.some((prefix) => {
    const outer = parseCidr(prefix.includes("/") ? prefix : `${prefix}/32`);
    const isInside = outer !== undefined && inner !== undefined && contains(outer, inner);
    return prefix === "*" || prefix === "VirtualNetwork" || isInside;
  });
}

/**
 * Which rule closes the way from one subnet to a port of another in the same network; undefined when it is open, as it is without rules.
 * @see https://learn.microsoft.com/en-us/azure/virtual-network/network-security-groups-overview
 */
export function closedBy(account: Account, from: Values, to: Values, port: number): string | undefined {
  const [source = "", destination = ""] = [from, to].map((subnet) => texts(subnet, "address_prefixes")[0]);
  const ways = [
    [from, "Outbound"],
    [to, "Inbound"],
  ] as const;
  return ways.flatMap(([subnet, direction]) => {
    const group = groupOf(account, text(subnet, "id") ?? "");
    const rule = rulesOf(account, group ?? {})
      .filter((each) => each.direction === direction && isFor(each, port))
      .find(({ sources, destinations }) => holds(sources, source) && holds(destinations, destination));
    return rule?.isAllow === false
      ? [`the rule ${rule.name} of ${String(group?.name)} (${direction}, port ${port})`]
      : [];
  })[0];
}
