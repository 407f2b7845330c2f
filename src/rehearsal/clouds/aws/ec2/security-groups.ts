import type { Account } from "../../../simulator/account";
import { blocks, isSet, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, PlanContext, ValidateContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { all } from "../lookup";
import { DIRECTIONS, inlineRules, ruleOf, separateRules } from "./group-rules";
import { validateCidr } from "./vpc";

/** The group exists: made by Terraform, or with its VPC. */
function groupExists(account: Account, id: string): boolean {
  return vpcOfGroup(account, id) !== undefined;
}

/** The VPC of a group. */
export function vpcOfGroup(account: Account, id: string): unknown {
  return (
    account.get("aws_security_group", id)?.vpc_id ??
    all(account, "aws_vpc").find((vpc) => vpc.default_security_group_id === id)?.id
  );
}

/** The account keeps what the group's own resource wrote; a plan's values also have the rules of separate resources. */
function keepInline({ account, config, values }: CreateContext): void {
  const own = inlineRules(account, String(values.id));
  for (const direction of DIRECTIONS) {
    // An empty list is a configuration too: it takes every rule away.
    if ((config[direction] ?? null) !== null) own[direction] = blocks(values, direction);
    values[direction] = own[direction] ?? [];
  }
}

/** The group shows its own rules and those that separate resources added to it: mixing both never settles. */
function showRules({ account, values }: { readonly account: Account; readonly values: Values }): void {
  const id = String(values.id);
  for (const direction of DIRECTIONS)
    values[direction] = [...(inlineRules(account, id)[direction] ?? []), ...separateRules(account, id, direction)];
}

const group: Acts = { create: keepInline, read: showRules, update: keepInline };

/** Their ports are types and codes. */
const ICMP = new Set(["icmp", "icmpv6", "1", "58"]);

function validateRule(context: ValidateContext): void {
  const { config } = context;
  validateCidr(context, "cidr_ipv4");
  const protocol = text(config, "ip_protocol")?.toLowerCase();
  const { from_port: from, to_port: to } = config;
  if (typeof from === "number" && typeof to === "number" && from > to && !ICMP.has(protocol ?? ""))
    context.error(`InvalidParameterValue: Invalid TCP/UDP port range (${from}-${to})`, "from_port");
  const ports = ["from_port", "to_port"].filter((name) => isSet(config, name)).length;
  if (protocol === "-1" && ports > 0)
    context.error("from_port and to_port must not be set with ip_protocol -1: all ports are meant", "from_port");
  if ((protocol === "tcp" || protocol === "udp") && ports < 2)
    context.error(
      "InvalidParameterValue: Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
      "from_port",
    );
}

function checkRule({ type, account, values }: CreateContext): void {
  // A group of a peered VPC is written <account>/<group>.
  const source = text(values, "referenced_security_group_id")?.split("/").pop();
  if (source !== undefined && !groupExists(account, source))
    refuse(`InvalidGroup.NotFound: The security group '${source}' does not exist`, "referenced_security_group_id");
  const own = JSON.stringify(ruleOf(values));
  const double = all(account, type).some(
    (other) =>
      other.id !== values.id &&
      other.security_group_id === values.security_group_id &&
      JSON.stringify(ruleOf(other)) === own,
  );
  if (double) refuse("InvalidPermission.Duplicate: the specified rule already exists", "security_group_id");
}

const SOURCES = ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"];

/** Another kind of source or target makes another rule. */
function planRule({ prior, planned, requireReplace }: PlanContext): void {
  for (const source of SOURCES)
    if (prior !== undefined && isSet(prior, source) !== isSet(planned, source)) requireReplace(source);
}

const rule: Acts = { validate: validateRule, plan: planRule, check: checkRule };

/**
 * Terraform removes the rule for all egress that EC2 gives a new group. The default group comes with its VPC: Terraform takes it over,
 * and deleting it only forgets it.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
 */
export const groupActs: Readonly<Record<string, Acts>> = {
  aws_security_group: {
    ...group,
    check: ({ values }) => {
      if (text(values, "vpc_id") === undefined) refuse("VPCIdNotSpecified: No default VPC for this user", "vpc_id");
    },
  },
  aws_default_security_group: group,
  aws_vpc_security_group_ingress_rule: rule,
  aws_vpc_security_group_egress_rule: rule,
};
