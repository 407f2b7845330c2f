import { BlockList, isIPv4 } from "node:net";
import type { Account } from "../../../simulator/account";
import { blocks, number, text, texts, type Attributes } from "../../../simulator/readers";

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

function parseRule(rule: Attributes): SecurityRule {
  const either = (one: string, several: string) => [
    ...(text(rule, one) === undefined ? [] : [text(rule, one) ?? ""]),
    ...texts(rule, several),
  ];
  return {
    name: text(rule, "name") ?? "",
    priority: number(rule, "priority") ?? 65_500,
    direction: text(rule, "direction") === "Outbound" ? "Outbound" : "Inbound",
    isAllow: text(rule, "access") === "Allow",
    protocol: text(rule, "protocol") ?? "*",
    sources: either("source_address_prefix", "source_address_prefixes"),
    destinations: either("destination_address_prefix", "destination_address_prefixes"),
    ports: either("destination_port_range", "destination_port_ranges"),
  };
}

/** The rules of a group, written in it or as resources of their own; the most important first. */
export function rulesOf(account: Account, group: Attributes): SecurityRule[] {
  const own = account
    .list("azurerm_network_security_rule")
    .map(({ values }) => values)
    .filter(
      (rule) =>
        rule.network_security_group_name === group.name && rule.resource_group_name === group.resource_group_name,
    );
  const all = [...blocks(group, "security_rule"), ...own].map(parseRule);
  const distinct = new Map(all.map((rule) => [rule.name, rule]));
  return [...distinct.values()].sort((one, other) => one.priority - other.priority);
}

/** The group of a subnet. */
export function groupOf(account: Account, subnet: string): Attributes | undefined {
  const association = account
    .list("azurerm_subnet_network_security_group_association")
    .find(({ values }) => text(values, "subnet_id")?.toLowerCase() === subnet.toLowerCase())?.values;
  const id = text(association, "network_security_group_id")?.toLowerCase();
  return account.list("azurerm_network_security_group").find(({ values }) => text(values, "id")?.toLowerCase() === id)
    ?.values;
}

/** Whether a rule is about a port. */
export function isFor(rule: SecurityRule, port: number): boolean {
  if (rule.protocol !== "*" && rule.protocol.toLowerCase() !== "tcp") return false;
  return rule.ports.some((range) => {
    const [from = "", to = from] = range.split("-");
    return range === "*" || (Number(from) <= port && port <= Number(to));
  });
}

/** Whether a list of addresses holds all of a range; the tags that are known are those of the network itself. */
function holds(prefixes: readonly string[], range: string): boolean {
  const list = new BlockList();
  for (const prefix of prefixes) {
    const [address = "", bits = "32"] = prefix.split("/");
    if (prefix === "*" || prefix === "VirtualNetwork") return true;
    if (isIPv4(address)) list.addSubnet(address, Number(bits), "ipv4");
  }
  return ends(range).every((address) => list.check(address, "ipv4"));
}

/** The first and the last address of a range. */
function ends(range: string): string[] {
  const [address = "", bits = "32"] = range.split("/");
  const number = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - Number(bits));
  return [number, number + size - 1].map((each) =>
    [24, 16, 8, 0].map((shift) => Math.floor(each / 2 ** shift) % 256).join("."),
  );
}

/**
 * Which rule closes the way from one subnet to a port of another in the same network; undefined when it is open, as it is without rules.
 * @see https://learn.microsoft.com/en-us/azure/virtual-network/network-security-groups-overview
 */
export function closedBy(account: Account, from: Attributes, to: Attributes, port: number): string | undefined {
  const [source = "", destination = ""] = [from, to].map((subnet) => texts(subnet, "address_prefixes")[0]);
  for (const [subnet, direction] of [
    [from, "Outbound"],
    [to, "Inbound"],
  ] as const) {
    const group = groupOf(account, text(subnet, "id") ?? "");
    if (group === undefined) continue;
    const rule = rulesOf(account, group).find(
      (each) =>
        each.direction === direction &&
        isFor(each, port) &&
        holds(each.sources, source) &&
        holds(each.destinations, destination),
    );
    if (rule?.isAllow === false) return `the rule ${rule.name} of ${String(group.name)} (${direction}, port ${port})`;
  }
  return undefined;
}
