import type { CreateContext, ResourceRule, ValidateContext, Values } from "../../../simulator/rule";
import type { Account } from "../../../simulator/account";
import { makeArn } from "../arn";
import { cidrProblem } from "../cidr";
import { ec2Id, nameSuffix } from "../ids";
import { all } from "../lookup";
import { accountId } from "../session";
import { DIRECTIONS, inlineRules, ruleOf, separateRules, type Direction } from "./group-rules";
import { needVpc, validateCidr } from "./needs";
import { usersOfGroup } from "./usage";
import { blocks, isSet, text, texts } from "../../../simulator/readers";
import { fill, nameOf, refuse } from "../../../simulator/writers";

const GROUP_TEXT = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]*$/;

/** The group exists: made by Terraform, or with its VPC. */
export function groupExists(account: Account, id: string): boolean {
  return (
    account.get("aws_security_group", id) !== undefined ||
    all(account, "aws_vpc").some((vpc) => vpc.default_security_group_id === id)
  );
}

/** Refuses groups that do not exist. */
export function needGroups(context: { readonly account: Account }, ids: readonly string[], attribute: string): void {
  const missing = ids.find((id) => !groupExists(context.account, id));
  if (missing !== undefined) refuse(`InvalidGroup.NotFound: The security group '${missing}' does not exist`, attribute);
}

/** The VPC of a group. */
export function vpcOfGroup(account: Account, id: string): unknown {
  return (
    account.get("aws_security_group", id)?.vpc_id ??
    all(account, "aws_vpc").find((vpc) => vpc.default_security_group_id === id)?.id
  );
}

function keepInline(context: CreateContext): void {
  for (const direction of DIRECTIONS) {
    fill(context.values, { [direction]: [] });
    // An empty list is a configuration too: it takes every rule away.
    if ((context.config[direction] ?? null) === null) continue;
    const rules = blocks(context.values, direction);
    inlineRules(context.account, String(context.values.id))[direction] = rules;
    for (const rule of rules) needGroups(context, texts(rule, "security_groups"), direction);
  }
}

/** The group shows its own rules and those that separate resources added to it: mixing both never settles. */
function showRules(account: Account, values: Values): void {
  const id = String(values.id);
  for (const direction of DIRECTIONS)
    values[direction] = [...(inlineRules(account, id)[direction] ?? []), ...separateRules(account, id, direction)];
}

/**
 * Terraform removes the rule for all egress that EC2 gives a new group.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
 */
export const securityGroup: ResourceRule = {
  type: "aws_security_group",
  cites: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
  validate: (context) => {
    for (const attribute of ["name", "name_prefix", "description"]) {
      const value = text(context.config, attribute);
      if (value === undefined) continue;
      if (attribute !== "description" && value.startsWith("sg-"))
        context.error(`invalid value for ${attribute} (cannot begin with sg-)`, attribute);
      const longest = attribute === "name_prefix" ? 100 : 255;
      if (value.length > longest || !GROUP_TEXT.test(value))
        context.error(
          `invalid value for ${attribute}: at most ${longest} letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*: "${value}"`,
          attribute,
        );
    }
  },
  create: (context) => {
    const { account, values } = context;
    const vpcId = text(values, "vpc_id");
    if (vpcId === undefined) refuse("VPCIdNotSpecified: No default VPC for this user", "vpc_id");
    needVpc(context);
    const name = nameOf(values, "name", "name_prefix", "terraform-", nameSuffix(account));
    if (all(account, "aws_security_group").some((other) => other.vpc_id === vpcId && other.name === name))
      refuse(`InvalidGroup.Duplicate: The security group '${name}' already exists for VPC '${vpcId}'`, "name");
    const id = ec2Id(account, "sg");
    values.id = id;
    fill(values, { arn: makeArn(context, "ec2", `security-group/${id}`), owner_id: accountId(account) });
    keepInline(context);
  },
  read: (context) => {
    showRules(context.account, context.values);
  },
  update: keepInline,
  delete: (context) => {
    const id = String(context.prior.id);
    const [user] = usersOfGroup(context.account, id);
    const naming = all(context.account, "aws_security_group").find(
      (other) =>
        other.id !== id &&
        DIRECTIONS.some((direction) =>
          (inlineRules(context.account, String(other.id))[direction] ?? []).some((rule) =>
            texts(rule, "security_groups").includes(id),
          ),
        ),
    );
    const rule = ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"]
      .flatMap((type) => all(context.account, type))
      .find((candidate) => candidate.referenced_security_group_id === id);
    const dependant =
      user ?? (naming && `aws_security_group ${String(naming.id)}`) ?? (rule && `rule ${String(rule.id)}`);
    if (dependant !== undefined) refuse(`DependencyViolation: resource ${id} has a dependent object (${dependant})`);
  },
};

/** Takes over the group that came with the VPC and removes its rules; deleting it only forgets it. */
export const defaultSecurityGroup: ResourceRule = {
  type: "aws_default_security_group",
  cites: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_security_group",
  create: (context) => {
    const id = String(needVpc(context).default_security_group_id);
    context.values.id = id;
    fill(context.values, {
      arn: makeArn(context, "ec2", `security-group/${id}`),
      owner_id: accountId(context.account),
      name: "default",
      name_prefix: "",
      description: "default VPC security group",
    });
    keepInline(context);
  },
  read: (context) => {
    showRules(context.account, context.values);
  },
  update: keepInline,
};

function validateRule(context: ValidateContext, protocolAttribute: string): void {
  const { config } = context;
  const protocol = text(config, protocolAttribute);
  validateCidr(context, "cidr_ipv4");
  for (const cidr of texts(config, "cidr_blocks")) {
    const problem = cidrProblem(cidr);
    if (problem !== undefined) context.error(problem, "cidr_blocks");
  }
  const description = text(config, "description");
  if (description !== undefined && (description.length > 255 || !GROUP_TEXT.test(description)))
    context.error(`invalid value for description: "${description}"`, "description");
  const { from_port: from, to_port: to } = config;
  if (typeof from === "number" && typeof to === "number" && from > to && protocol !== "icmp")
    context.error(`InvalidParameterValue: Invalid TCP/UDP port range (${from}-${to})`, "from_port");
}

const SOURCES = ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"];

function separateRule(type: string, direction: Direction): ResourceRule {
  const call = direction === "ingress" ? "AuthorizeSecurityGroupIngress" : "AuthorizeSecurityGroupEgress";
  const checkReferences = (context: CreateContext): void => {
    const { values } = context;
    needGroups(context, [text(values, "security_group_id") ?? ""], "security_group_id");
    const source = text(values, "referenced_security_group_id");
    if (source !== undefined) needGroups(context, [source.split("/").pop() ?? ""], "referenced_security_group_id");
    const own = JSON.stringify(ruleOf(values));
    const double = all(context.account, type).some(
      (other) =>
        other.id !== values.id &&
        other.security_group_id === values.security_group_id &&
        JSON.stringify(ruleOf(other)) === own,
    );
    if (double) refuse("InvalidPermission.Duplicate: the specified rule already exists", "security_group_id");
  };
  return {
    type,
    cites: `https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_${call}.html`,
    validate: (context) => {
      validateRule(context, "ip_protocol");
      const { config } = context;
      const sources = SOURCES.filter((name) => isSet(config, name));
      if (sources.length !== 1)
        context.error(
          `Exactly one of these attributes must be configured: [${SOURCES.join(",")}], found ${sources.length}`,
          "cidr_ipv4",
        );
      const protocol = text(config, "ip_protocol")?.toLowerCase();
      const ports = isSet(config, "from_port") && isSet(config, "to_port");
      if (protocol === "-1" && (isSet(config, "from_port") || isSet(config, "to_port")))
        context.error("from_port and to_port must not be set with ip_protocol -1: all ports are meant", "from_port");
      if ((protocol === "tcp" || protocol === "udp") && !ports)
        context.error(
          "InvalidParameterValue: Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
          "from_port",
        );
    },
    create: (context) => {
      checkReferences(context);
      const id = ec2Id(context.account, "sgr");
      context.values.id = id;
      fill(context.values, { security_group_rule_id: id, arn: makeArn(context, "ec2", `security-group-rule/${id}`) });
    },
    update: checkReferences,
  };
}

export const ingressRule = separateRule("aws_vpc_security_group_ingress_rule", "ingress");
export const egressRule = separateRule("aws_vpc_security_group_egress_rule", "egress");

/** The older form of a rule, several sources at once. */
export const securityGroupRule: ResourceRule = {
  type: "aws_security_group_rule",
  cites: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group_rule",
  validate: (context) => {
    validateRule(context, "protocol");
    const sources = ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "source_security_group_id"].filter((name) =>
      isSet(context.config, name),
    );
    if (sources.length === 0 && context.config.self !== true)
      context.error(
        "one of `cidr_blocks,ipv6_cidr_blocks,prefix_list_ids,self,source_security_group_id` must be specified",
        "cidr_blocks",
      );
  },
  create: (context) => {
    const { account, values } = context;
    needGroups(context, [text(values, "security_group_id") ?? ""], "security_group_id");
    const source = text(values, "source_security_group_id");
    if (source !== undefined) needGroups(context, [source], "source_security_group_id");
    values.id = ec2Id(account, "sgrule").replace("-0", "-");
    fill(values, { security_group_rule_id: ec2Id(account, "sgr"), source_security_group_id: null });
  },
};
