import { isSet, isTrue, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, ValidateContext, Values } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { cidrProblem, contains, overlaps, parseCidr } from "../../../simulator/cidr";
import { all } from "../lookup";
import { regionOf, zonesOf } from "../session";

/** Notes an attribute that is not a CIDR block. */
export function validateCidr(context: ValidateContext, attribute: string): void {
  const cidr = text(context.config, attribute);
  const problem = cidr === undefined ? undefined : cidrProblem(cidr);
  if (problem !== undefined) context.error(problem, attribute);
}

/** Whether a VPC resolves and hands out DNS names; interface endpoints with private names and public databases need both. */
export function hasDns(vpc: Values | undefined): boolean {
  return isTrue(vpc, "enable_dns_support") && isTrue(vpc, "enable_dns_hostnames");
}

/** A subnet's block lies in its VPC's and overlaps no other. */
function placeSubnet({ account, values }: CreateContext): void {
  const block = text(values, "cidr_block") ?? "";
  const cidr = parseCidr(block);
  const outer = parseCidr(text(account.get("aws_vpc", String(values.vpc_id)), "cidr_block") ?? "");
  if (!cidr || cidr.prefix < 16 || cidr.prefix > 28 || !outer || !contains(outer, cidr))
    refuse(
      `InvalidSubnet.Range: The CIDR '${block}' is invalid: it must lie in ${outer?.canonical ?? "its VPC"}, between /16 and /28.`,
      "cidr_block",
    );
  for (const other of all(account, "aws_subnet").filter((candidate) => candidate.vpc_id === values.vpc_id)) {
    const taken = parseCidr(text(other, "cidr_block") ?? "");
    if (taken && overlaps(cidr, taken))
      refuse(
        `InvalidSubnet.Conflict: The CIDR '${block}' conflicts with another subnet (${String(other.id)}, ${taken.canonical})`,
        "cidr_block",
      );
  }
}

/** A subnet's zone is one of the region, the first where none is given. */
function chooseZone(context: CreateContext): void {
  const { values } = context;
  const zones = zonesOf(regionOf(context));
  const [name, id] = [text(values, "availability_zone"), text(values, "availability_zone_id")];
  const zone =
    name === undefined && id === undefined ? zones[0] : zones.find((each) => each.name === name || each.id === id);
  if (!zone)
    refuse(
      `InvalidParameterValue: Value (${name ?? id ?? ""}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${zones.map((each) => each.name).join(", ")}.`,
      "availability_zone",
    );
  fill(values, { availability_zone: zone.name, availability_zone_id: zone.id });
}

/** Addresses of an account and region, without a raised quota. */
const ADDRESSES = 5;

export const vpcActs: Readonly<Record<string, Acts>> = {
  aws_vpc: {
    validate: (context) => validateCidr(context, "cidr_block"),
    create: ({ values }) => {
      const cidr = parseCidr(text(values, "cidr_block") ?? "");
      if (cidr && (cidr.prefix < 16 || cidr.prefix > 28))
        refuse(
          `InvalidVpc.Range: The CIDR '${cidr.canonical}' is invalid: a VPC's block is between /16 and /28`,
          "cidr_block",
        );
    },
  },
  aws_subnet: {
    validate: (context) => validateCidr(context, "cidr_block"),
    create: (context) => {
      placeSubnet(context);
      chooseZone(context);
    },
  },
  aws_eip: {
    create: ({ account, values }) => {
      const held = all(account, "aws_eip").length;
      if (held >= ADDRESSES)
        refuse(
          `AddressLimitExceeded: The maximum number of addresses has been reached (${ADDRESSES} a region by default).`,
        );
      // 203.0.113.0/24 is the documentation range of RFC 5737.
      const last = held + 10;
      fill(values, {
        public_ip: `203.0.113.${last}`,
        public_dns: `ec2-203-0-113-${last}.compute-1.amazonaws.com`,
      });
    },
  },
  // A public NAT gateway needs an address and a VPC with an internet gateway, or it goes to the state failed.
  aws_nat_gateway: {
    validate: ({ config, error }) => {
      const type = text(config, "connectivity_type") ?? "public";
      for (const name of type === "private" ? ["allocation_id"] : ["secondary_private_ip_address_count"])
        if (isSet(config, name)) error(`${name} is not supported with connectivity_type = "${type}"`, name);
    },
    create: ({ account, values }) => {
      if (values.connectivity_type === "private" || values.availability_mode === "regional") return;
      if (text(values, "allocation_id") === undefined)
        refuse("InvalidAllocationID.NotFound: The allocation ID '' does not exist", "allocation_id");
      const vpc = account.get("aws_subnet", String(values.subnet_id))?.vpc_id;
      if (!all(account, "aws_internet_gateway").some((gateway) => gateway.vpc_id === vpc))
        refuse(`Gateway.NotAttached: Network ${String(vpc)} has no Internet gateway attached`, "subnet_id");
    },
  },
  // The provider takes a table's associations off before it deletes the table.
  aws_route_table: {
    delete: ({ account, prior }) => {
      for (const { type, id, values } of account.list("aws_route_table_association"))
        if (values.route_table_id === prior.id) account.remove(type, id);
    },
  },
  aws_route: { validate: (context) => validateCidr(context, "destination_cidr_block") },
  aws_route_table_association: {
    check: ({ account, values }) => {
      const [table, subnet] = [String(values.route_table_id), text(values, "subnet_id")];
      if (subnet === undefined) return;
      if (account.get("aws_subnet", subnet)?.vpc_id !== account.get("aws_route_table", table)?.vpc_id)
        refuse(
          `InvalidParameterValue: Route table ${table} and subnet ${subnet} belong to different networks`,
          "subnet_id",
        );
    },
  },
};
