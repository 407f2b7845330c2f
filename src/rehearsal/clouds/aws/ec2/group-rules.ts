import type { Account } from "../../../simulator/account";
import type { Values } from "../../../simulator/rule";
import { all } from "../lookup";
import { blocks, number, text, texts } from "../../../simulator/readers";

export type Direction = "ingress" | "egress";
export const DIRECTIONS: readonly Direction[] = ["ingress", "egress"];

/** One permission of a security group, whichever resource wrote it. */
export interface GroupRule {
  readonly protocol: string;
  /** Undefined with the protocol -1: all ports. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly cidrs: readonly string[];
  readonly cidrs6: readonly string[];
  readonly groups: readonly string[];
  readonly prefixLists: readonly string[];
}

const OLD_RULE = "aws_security_group_rule";
const NEW_RULE = {
  ingress: "aws_vpc_security_group_ingress_rule",
  egress: "aws_vpc_security_group_egress_rule",
} as const;

/** The rules that the group's own resource wrote, kept apart from those that other resources add. */
export function inlineRules(account: Account, group: string): Partial<Record<Direction, Values[]>> {
  const memory = account.memory<Record<string, Partial<Record<Direction, Values[]>>>>(
    "aws:inline-group-rules",
    () => ({}),
  );
  return (memory[group] ??= {});
}

/** The rules of separate resources, in the shape of the group's own attribute. */
export function separateRules(account: Account, group: string, direction: Direction): Values[] {
  const newer = all(account, NEW_RULE[direction]).filter((rule) => rule.security_group_id === group);
  const older = all(account, OLD_RULE).filter((rule) => rule.security_group_id === group && rule.type === direction);
  return [...newer, ...older].map((values) => {
    const rule = ruleOf(values);
    return {
      protocol: rule.protocol,
      from_port: rule.from ?? 0,
      to_port: rule.to ?? 0,
      cidr_blocks: [...rule.cidrs],
      ipv6_cidr_blocks: [...rule.cidrs6],
      prefix_list_ids: [...rule.prefixLists],
      security_groups: rule.groups.filter((id) => id !== group),
      self: rule.groups.includes(group),
      description: text(values, "description") ?? "",
    };
  });
}

/** Reads one rule of any form: inline, older or newer resource. */
export function ruleOf(values: Values): GroupRule {
  const protocol = (text(values, "ip_protocol") ?? text(values, "protocol") ?? "").toLowerCase();
  const everything = protocol === "-1" || protocol === "all";
  const self = values.self === true ? [text(values, "security_group_id") ?? "self"] : [];
  const one = (name: string): string[] => [text(values, name) ?? []].flat();
  return {
    protocol: everything ? "-1" : protocol,
    from: everything ? undefined : number(values, "from_port"),
    to: everything ? undefined : number(values, "to_port"),
    cidrs: [...texts(values, "cidr_blocks"), ...one("cidr_ipv4")],
    cidrs6: [...texts(values, "ipv6_cidr_blocks"), ...one("cidr_ipv6")],
    groups: [
      ...texts(values, "security_groups"),
      ...one("source_security_group_id"),
      // A group of a peered VPC is written <account>/<group>.
      ...one("referenced_security_group_id").map((id) => id.slice(id.lastIndexOf("/") + 1)),
      ...self,
    ],
    prefixLists: [...texts(values, "prefix_list_ids"), ...one("prefix_list_id")],
  };
}

/** All permissions of a group in one direction. */
export function rulesOf(account: Account, group: string, direction: Direction): GroupRule[] {
  const inline = inlineRules(account, group)[direction] ?? blocks(account.get("aws_security_group", group), direction);
  return [...inline, ...separateRules(account, group, direction)].map((values) =>
    ruleOf({ ...values, security_group_id: group }),
  );
}
