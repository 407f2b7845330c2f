import type { Account } from "../../simulator/account";
import { UnknownElementError } from "../errors";
import { blocks, flag, number, text, texts } from "../values";
import type { Attributes } from "../values";
import { ipv4 } from "./iam-conditions";

/** One end of a connection inside the VPC. */
export interface NetworkEnd {
  /** How a person calls it: `the VPC link`. */
  readonly name: string;
  readonly securityGroups: readonly string[];
  readonly subnets: readonly string[];
}

type Direction = "ingress" | "egress";

interface Rule {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly groups: readonly string[];
  readonly ranges: readonly string[];
}

/**
 * Whether a TCP connection passes the security groups of both ends; groups are stateful, so the answer needs no rule.
 * @returns the reason why not, or undefined when it passes
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export function blockedReason(account: Account, from: NetworkEnd, to: NetworkEnd, port: number): string | undefined {
  if (!lets(account, "egress", from, to, port)) {
    return `security groups: no egress rule of ${from.name} lets TCP ${port} out to ${to.name}`;
  }
  if (!lets(account, "ingress", to, from, port)) {
    return `security groups: no ingress rule of ${to.name} lets TCP ${port} in from ${from.name}`;
  }
  return undefined;
}

function lets(account: Account, direction: Direction, own: NetworkEnd, peer: NetworkEnd, port: number): boolean {
  return own.securityGroups
    .flatMap((group) => rulesOf(account, group, direction))
    .some(
      (rule) =>
        (rule.protocol === "-1" ||
          rule.protocol === "all" ||
          (isTcp(rule.protocol) && rule.from <= port && port <= rule.to)) &&
        (rule.groups.some((group) => peer.securityGroups.includes(group)) ||
          (rule.ranges.length > 0 && covers(account, rule.ranges, peer))),
    );
}

function isTcp(protocol: string): boolean {
  return protocol.toLowerCase() === "tcp" || protocol === "6";
}

/** Addresses inside a subnet are not known before something runs: a rule has to cover the whole subnet. */
function covers(account: Account, ranges: readonly string[], peer: NetworkEnd): boolean {
  if (ranges.includes("0.0.0.0/0")) return true;
  const subnets = peer.subnets.map((id) => text(account.get("aws_subnet", id) ?? {}, "cidr_block"));
  return (
    subnets.length > 0 &&
    subnets.every((subnet) => subnet !== undefined && ranges.some((range) => contains(range, subnet)))
  );
}

function contains(range: string, subnet: string): boolean {
  const [outer, outerBits] = cidr(range);
  const [inner, innerBits] = cidr(subnet);
  const size = 2 ** (32 - outerBits);
  return outerBits <= innerBits && Math.floor(outer / size) === Math.floor(inner / size);
}

function cidr(range: string): [number, number] {
  const [base = "", bits = ""] = range.split("/");
  const address = ipv4(base);
  if (address === undefined || !/^\d+$/.test(bits))
    throw new UnknownElementError(`the address range ${range} is not simulated`);
  return [address, Number(bits)];
}

/** All rules of a group, from each of the three ways in which Terraform writes them. IPv6 and prefix lists never match. */
function rulesOf(account: Account, group: string, direction: Direction): Rule[] {
  const held = account.get("aws_security_group", group);
  const inline = held === undefined ? [] : blocks(held, direction).map((block) => inlineRule(block, group));
  const standalone = account
    .list("aws_security_group_rule")
    .filter(({ values }) => values.security_group_id === group && values.type === direction)
    .map(({ values }) => {
      const rule = inlineRule(values, group);
      const source = text(values, "source_security_group_id");
      return source === undefined ? rule : { ...rule, groups: [...rule.groups, source] };
    });
  const modern = account
    .list(`aws_vpc_security_group_${direction}_rule`)
    .filter(({ values }) => values.security_group_id === group)
    .map(({ values }) => modernRule(values));
  return [...inline, ...standalone, ...modern];
}

function inlineRule(block: Attributes, group: string): Rule {
  return {
    protocol: text(block, "protocol") ?? "",
    from: number(block, "from_port") ?? 0,
    to: number(block, "to_port") ?? 0,
    groups: [...texts(block, "security_groups"), ...(flag(block, "self") === true ? [group] : [])],
    ranges: texts(block, "cidr_blocks"),
  };
}

function modernRule(values: Attributes): Rule {
  const referenced = text(values, "referenced_security_group_id");
  const range = text(values, "cidr_ipv4");
  return {
    protocol: text(values, "ip_protocol") ?? "",
    from: number(values, "from_port") ?? 0,
    to: number(values, "to_port") ?? 65535,
    groups: referenced === undefined ? [] : [referenced.slice(referenced.lastIndexOf("/") + 1)],
    ranges: range === undefined ? [] : [range],
  };
}
