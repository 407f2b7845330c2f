import type { ResourceRule } from "../../../simulator/rule";
import { makeArn } from "../arn";
import { contains, overlaps, parseCidr } from "../cidr";
import { ec2Id } from "../ids";
import { all } from "../lookup";
import { accountId, regionOf, zonesOf } from "../session";
import { needSubnet, needVpc, validateCidr } from "./needs";
import { usersOfSubnet } from "./usage";
import { fill, refuse } from "../../../simulator/writers";
import { isTrue, text } from "../../../simulator/readers";

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html */
export const vpc: ResourceRule = {
  type: "aws_vpc",
  cites: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html",
  validate: (context) => {
    validateCidr(context, "cidr_block");
  },
  create: (context) => {
    const { account, values } = context;
    const cidr = parseCidr(text(values, "cidr_block") ?? "");
    if (cidr && (cidr.prefix < 16 || cidr.prefix > 28))
      refuse(
        `InvalidVpc.Range: The CIDR '${cidr.canonical}' is invalid: a VPC's block is between /16 and /28`,
        "cidr_block",
      );
    const id = ec2Id(account, "vpc");
    const routes = ec2Id(account, "rtb");
    values.id = id;
    fill(values, {
      arn: makeArn(context, "ec2", `vpc/${id}`),
      owner_id: accountId(account),
      enable_dns_hostnames: false,
      enable_network_address_usage_metrics: false,
      default_network_acl_id: ec2Id(account, "acl"),
      default_route_table_id: routes,
      main_route_table_id: routes,
      default_security_group_id: ec2Id(account, "sg"),
      dhcp_options_id: ec2Id(account, "dopt"),
      ipv6_association_id: "",
      ipv6_cidr_block: "",
      ipv6_cidr_block_network_border_group: "",
    });
  },
  delete: (context) => {
    const id = context.prior.id;
    const types = [
      "aws_subnet",
      "aws_internet_gateway",
      "aws_security_group",
      "aws_vpc_endpoint",
      "aws_route_table",
      "aws_nat_gateway",
    ];
    const left = types.find((type) => all(context.account, type).some((held) => held.vpc_id === id));
    if (left !== undefined)
      refuse(`DependencyViolation: The vpc '${String(id)}' has dependencies and cannot be deleted (${left}).`);
  },
};

/**
 * A subnet's block lies in its VPC's and overlaps no other; its zone is one of the region.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html
 */
export const subnet: ResourceRule = {
  type: "aws_subnet",
  cites: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html",
  validate: (context) => {
    validateCidr(context, "cidr_block");
  },
  create: (context) => {
    const { account, values } = context;
    const owner = needVpc(context);
    const block = text(values, "cidr_block") ?? "";
    const cidr = parseCidr(block);
    const outer = parseCidr(text(owner, "cidr_block") ?? "");
    if (!cidr || cidr.prefix < 16 || cidr.prefix > 28 || !outer || !contains(outer, cidr))
      refuse(
        `InvalidSubnet.Range: The CIDR '${block}' is invalid: it must lie in ${outer?.canonical ?? "its VPC"}, between /16 and /28.`,
        "cidr_block",
      );
    for (const other of all(account, "aws_subnet").filter((candidate) => candidate.vpc_id === owner.id)) {
      const taken = parseCidr(text(other, "cidr_block") ?? "");
      if (taken && overlaps(cidr, taken))
        refuse(
          `InvalidSubnet.Conflict: The CIDR '${block}' conflicts with another subnet (${String(other.id)}, ${taken.canonical})`,
          "cidr_block",
        );
    }

    const zones = zonesOf(regionOf(context));
    const wanted =
      text(values, "availability_zone") ?? zones.find((zone) => zone.id === values.availability_zone_id)?.name;
    const zone =
      wanted === undefined && text(values, "availability_zone_id") === undefined
        ? zones[0]
        : zones.find((candidate) => candidate.name === wanted);
    if (!zone)
      refuse(
        `InvalidParameterValue: Value (${wanted ?? text(values, "availability_zone_id") ?? ""}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${zones.map((candidate) => candidate.name).join(", ")}.`,
        "availability_zone",
      );
    const id = ec2Id(account, "subnet");
    values.id = id;
    fill(values, {
      arn: makeArn(context, "ec2", `subnet/${id}`),
      owner_id: accountId(account),
      availability_zone: zone.name,
      availability_zone_id: zone.id,
      private_dns_hostname_type_on_launch: "ip-name",
      ipv6_cidr_block_association_id: "",
    });
  },
  delete: (context) => {
    const id = text(context.prior, "id") ?? "";
    const [user] = usersOfSubnet(context.account, id);
    if (user !== undefined)
      refuse(`DependencyViolation: The subnet '${id}' has dependencies and cannot be deleted (${user}).`);
  },
};

/**
 * A VPC has one. The provider waits while addresses are still mapped to it, so that its deletion is not refused here.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachInternetGateway.html
 */
export const internetGateway: ResourceRule = {
  type: "aws_internet_gateway",
  cites: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachInternetGateway.html",
  create: (context) => {
    const { account, values } = context;
    const vpcId = text(values, "vpc_id");
    if (vpcId !== undefined) {
      needVpc(context);
      if (all(account, "aws_internet_gateway").some((other) => other.vpc_id === vpcId))
        refuse(`InvalidParameterValue: Network ${vpcId} already has an internet gateway attached`, "vpc_id");
    }
    const id = ec2Id(account, "igw");
    values.id = id;
    fill(values, { arn: makeArn(context, "ec2", `internet-gateway/${id}`), owner_id: accountId(account), vpc_id: "" });
  },
};

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html */
export const elasticIp: ResourceRule = {
  type: "aws_eip",
  cites: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html",
  create: (context) => {
    const { account, values } = context;
    const quota = 5;
    if (all(account, "aws_eip").length >= quota)
      refuse(`AddressLimitExceeded: The maximum number of addresses has been reached (${quota} a region by default).`);
    const id = ec2Id(account, "eipalloc");
    const last = all(account, "aws_eip").length + 10;
    values.id = id;
    // 203.0.113.0/24 is the documentation range of RFC 5737.
    fill(values, {
      allocation_id: id,
      arn: makeArn(context, "ec2", `elastic-ip/${id}`),
      domain: "vpc",
      public_ip: `203.0.113.${last}`,
      public_dns: `ec2-203-0-113-${last}.compute-1.amazonaws.com`,
      public_ipv4_pool: "amazon",
      network_border_group: regionOf(context),
      association_id: "",
      carrier_ip: "",
      customer_owned_ip: "",
      instance: "",
      network_interface: "",
      private_dns: null,
      private_ip: "",
      ptr_record: "",
      ipam_pool_id: null,
    });
  },
  delete: (context) => {
    const used = all(context.account, "aws_nat_gateway").some((gateway) => gateway.allocation_id === context.prior.id);
    if (used) refuse(`InvalidIPAddress.InUse: Address ${String(context.prior.public_ip)} is in use.`);
  },
};

/**
 * A public NAT gateway needs an address and a VPC with an internet gateway, or it goes to the state failed.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
 */
export const natGateway: ResourceRule = {
  type: "aws_nat_gateway",
  cites: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",
  create: (context) => {
    const { account, values } = context;
    const home = needSubnet(context);
    const isPrivate = values.connectivity_type === "private";
    const allocation = text(values, "allocation_id");
    const address = isPrivate || allocation === undefined ? undefined : account.get("aws_eip", allocation);
    if (!isPrivate && !address)
      refuse(`InvalidAllocationID.NotFound: The allocation ID '${allocation ?? ""}' does not exist`, "allocation_id");
    if (allocation !== undefined && all(account, "aws_nat_gateway").some((other) => other.allocation_id === allocation))
      refuse(`Resource.AlreadyAssociated: Elastic IP address ${allocation} is already associated`, "allocation_id");
    if (!isPrivate && !all(account, "aws_internet_gateway").some((gateway) => gateway.vpc_id === home.vpc_id))
      refuse(`Gateway.NotAttached: Network ${String(home.vpc_id)} has no Internet gateway attached`, "subnet_id");
    values.id = ec2Id(account, "nat");
    fill(values, {
      vpc_id: home.vpc_id ?? "",
      public_ip: text(address, "public_ip") ?? "",
      private_ip: "10.0.0.10",
      network_interface_id: ec2Id(account, "eni"),
      association_id: ec2Id(account, "eipassoc"),
      availability_mode: "zonal",
      secondary_allocation_ids: [],
      secondary_private_ip_address_count: 0,
      secondary_private_ip_addresses: [],
      auto_provision_zones: null,
      auto_scaling_ips: null,
      regional_nat_gateway_address: [],
      regional_nat_gateway_auto_mode: null,
      route_table_id: null,
    });
  },
};

/** Whether a VPC resolves and hands out DNS names; interface endpoints with private names and public databases need both. */
export function hasDns(owner: Parameters<typeof isTrue>[0]): boolean {
  return isTrue(owner, "enable_dns_support") && isTrue(owner, "enable_dns_hostnames");
}
