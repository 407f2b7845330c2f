import type { CreateContext, ResourceRule, ValidateContext, Values } from "../../../simulator/rule";
import { needGroups } from "../ec2/security-groups";
import { makeArn } from "../arn";
import { hexId } from "../ids";
import { all, need } from "../lookup";
import { partitionOf, regionOf } from "../session";
import { deliveryProblem, loadBalancerLogKey } from "../s3/log-delivery";
import { block, blocks, isTrue, text, texts } from "../../../simulator/readers";
import { fill, nameOf, refuse } from "../../../simulator/writers";

/** Names of load balancers and target groups: 32 letters, digits and hyphens. */
export function validateName(context: ValidateContext): void {
  for (const attribute of ["name", "name_prefix"]) {
    const value = text(context.config, attribute);
    if (value === undefined) continue;
    const longest = attribute === "name" ? 32 : 6;
    if (value.length > longest)
      context.error(`"${attribute}" cannot be longer than ${longest} characters: "${value}"`, attribute);
    if (!/^[0-9A-Za-z-]+$/.test(value))
      context.error(`only alphanumeric characters and hyphens allowed in "${attribute}": "${value}"`, attribute);
    if (value.startsWith("-")) context.error(`"${attribute}" cannot begin with a hyphen: "${value}"`, attribute);
    if (attribute === "name" && value.endsWith("-"))
      context.error(`"${attribute}" cannot end with a hyphen: "${value}"`, attribute);
    if (value.startsWith("internal-"))
      context.error(`"${attribute}" cannot begin with "internal-": "${value}"`, attribute);
  }
}

function subnetsOf(values: Values): string[] {
  const mapped = blocks(values, "subnet_mapping").flatMap((mapping) => text(mapping, "subnet_id") ?? []);
  return [...new Set([...texts(values, "subnets"), ...mapped])];
}

/** Two zones at least, one subnet in each, all in one VPC. Returns the VPC. */
function checkSubnets(context: CreateContext): string {
  const { account, values } = context;
  const ids = subnetsOf(values);
  const subnets = ids.map((id) =>
    need(context, "aws_subnet", id, `InvalidSubnet: The subnet ID '${id}' is not valid`, "subnets"),
  );
  const zones = subnets.map((subnet) => String(subnet.availability_zone));
  if (new Set(zones).size < zones.length)
    refuse(
      "InvalidConfigurationRequest: A load balancer cannot be attached to multiple subnets in the same Availability Zone",
      "subnets",
    );
  if ((text(values, "load_balancer_type") ?? "application") === "application" && zones.length < 2)
    refuse("ValidationError: At least two subnets in two different Availability Zones must be specified", "subnets");
  const vpcs = [...new Set(subnets.map((subnet) => String(subnet.vpc_id)))];
  if (vpcs.length !== 1) refuse("InvalidConfigurationRequest: All subnets must belong to the same VPC", "subnets");
  const vpc = vpcs[0] ?? "";
  if (!isTrue(values, "internal") && !all(account, "aws_internet_gateway").some((gateway) => gateway.vpc_id === vpc))
    refuse(`InvalidSubnet: VPC ${vpc} has no internet gateway`, "subnets");
  needGroups(context, texts(values, "security_groups"), "security_groups");
  return vpc;
}

/** Elastic Load Balancing writes a test object before it takes a bucket for its logs. */
function checkLogs(context: CreateContext): void {
  for (const [attribute, what] of [
    ["access_logs", "access"],
    ["connection_logs", "connection"],
  ] as const) {
    const logs = block(context.values, attribute);
    if (!logs || logs.enabled === false) continue;
    const bucket = text(logs, "bucket") ?? "";
    const held = context.account.get("aws_s3_bucket", bucket);
    if (!held) refuse(`InvalidConfigurationRequest: S3 bucket ${bucket} does not exist for ${what} logs`, attribute);
    const key = loadBalancerLogKey(context, text(logs, "prefix"));
    const problem = deliveryProblem(context, bucket, ["logdelivery.elasticloadbalancing"], key);
    if (problem !== undefined)
      refuse(
        `InvalidConfigurationRequest: Access Denied for bucket: ${bucket}. Please check S3bucket permission (${problem})`,
        attribute,
      );
  }
}

/**
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
 */
function loadBalancerType(type: string): ResourceRule {
  return {
    type,
    cites: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html",
    validate: validateName,
    create: (context) => {
      const { account, values } = context;
      const isInternal = isTrue(values, "internal");
      fill(values, { internal: false });
      const vpc = checkSubnets(context);
      checkLogs(context);
      const name = nameOf(values, "name", "name_prefix", "tf-lb-", hexId(account, "lb-name", 20));
      if (all(account, type).some((other) => other.name === name))
        refuse(`DuplicateLoadBalancerName: A load balancer with name ${name} already exists`, "name");
      const region = regionOf(context);
      const kind = values.load_balancer_type === "network" ? "net" : "app";
      const suffix = `${kind}/${name}/${hexId(account, "lb", 16)}`;
      const arn = makeArn(context, "elasticloadbalancing", `loadbalancer/${suffix}`);
      const label = Number.parseInt(hexId(account, "lb-dns", 8), 16);
      values.id = arn;
      fill(values, {
        arn,
        arn_suffix: suffix,
        dns_name: `${isInternal ? "internal-" : ""}${name}-${label}.${region}.elb.${partitionOf(region).dnsSuffix}`,
        vpc_id: vpc,
        zone_id: "Z35SXDOTRQ7X7K",
        ip_address_type: "ipv4",
        security_groups: [account.get("aws_vpc", vpc)?.default_security_group_id ?? ""],
        subnets: subnetsOf(values),
        enforce_security_group_inbound_rules_on_private_link_traffic: "",
        secondary_ips_auto_assigned_per_subnet: 0,
      });
    },
    update: (context) => {
      checkSubnets(context);
      checkLogs(context);
    },
    delete: (context) => {
      if (isTrue(context.prior, "enable_deletion_protection"))
        refuse(
          `OperationNotPermitted: Load balancer '${String(context.prior.arn)}' cannot be deleted because deletion protection is enabled`,
        );
    },
  };
}

export const loadBalancer = loadBalancerType("aws_lb");
export const loadBalancerAlias = loadBalancerType("aws_alb");
export const LOAD_BALANCERS = ["aws_lb", "aws_alb"] as const;
