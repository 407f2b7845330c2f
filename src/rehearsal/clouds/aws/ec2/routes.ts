import { createHash } from "node:crypto";
import type { ResourceRule, RuleContext, Values } from "../../../simulator/rule";
import { makeArn } from "../arn";
import { ec2Id } from "../ids";
import { all, need } from "../lookup";
import { accountId } from "../session";
import { needRouteTable, needSubnet, needVpc, validateCidr } from "./needs";
import { blocks, text } from "../../../simulator/readers";
import { fill, refuse } from "../../../simulator/writers";

/** Attribute of a route and the type that it must name, with EC2's error. */
const TARGETS: readonly (readonly [string, string, string])[] = [
  ["gateway_id", "aws_internet_gateway", "InvalidGatewayID.NotFound"],
  ["nat_gateway_id", "aws_nat_gateway", "InvalidNatGatewayID.NotFound"],
  ["vpc_endpoint_id", "aws_vpc_endpoint", "InvalidVpcEndpointId.NotFound"],
];

function checkTarget(context: RuleContext, route: Values): void {
  for (const [attribute, type, error] of TARGETS) {
    const id = text(route, attribute);
    if (id === undefined || id === "local" || (attribute === "gateway_id" && !id.startsWith("igw-"))) continue;
    need(context, type, id, `${error}: The ${attribute.replace("_id", "")} ID '${id}' does not exist`, attribute);
  }
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html */
export const routeTable: ResourceRule = {
  type: "aws_route_table",
  cites: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html",
  create: (context) => {
    const { account, values } = context;
    needVpc(context);
    for (const route of blocks(values, "route")) checkTarget(context, route);
    const id = ec2Id(account, "rtb");
    values.id = id;
    fill(values, {
      arn: makeArn(context, "ec2", `route-table/${id}`),
      owner_id: accountId(account),
      propagating_vgws: [],
      route: [],
    });
  },
  update: (context) => {
    for (const route of blocks(context.values, "route")) checkTarget(context, route);
  },
  delete: (context) => {
    const id = context.prior.id;
    if (all(context.account, "aws_route_table_association").some((association) => association.route_table_id === id))
      refuse(`DependencyViolation: The routeTable '${String(id)}' has dependencies and cannot be deleted.`);
  },
};

function destination(route: Values): string {
  return (
    text(route, "destination_cidr_block") ??
    text(route, "destination_ipv6_cidr_block") ??
    text(route, "destination_prefix_list_id") ??
    ""
  );
}

/**
 * A single route; a table holds one for each destination.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html
 */
export const route: ResourceRule = {
  type: "aws_route",
  cites: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html",
  validate: (context) => {
    validateCidr(context, "destination_cidr_block");
  },
  create: (context) => {
    const { account, values } = context;
    const table = text(values, "route_table_id") ?? "";
    const isMain = all(account, "aws_vpc").some((vpc) => vpc.main_route_table_id === table);
    if (!isMain) needRouteTable(context);
    checkTarget(context, values);
    const where = destination(values);
    if (all(account, "aws_route").some((other) => other.route_table_id === table && destination(other) === where))
      refuse(`RouteAlreadyExists: The route identified by ${where} already exists.`, "destination_cidr_block");
    values.id = `r-${table}${Number.parseInt(createHash("sha256").update(where).digest("hex").slice(0, 8), 16)}`;
    fill(values, {
      origin: "CreateRoute",
      state: "active",
      instance_id: "",
      instance_owner_id: "",
      network_interface_id: "",
    });
  },
  update: (context) => {
    checkTarget(context, context.values);
  },
};

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html */
export const routeTableAssociation: ResourceRule = {
  type: "aws_route_table_association",
  cites: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html",
  create: (context) => {
    const { account, values } = context;
    const table = text(values, "route_table_id") ?? "";
    const subnetId = text(values, "subnet_id");
    const owner = needRouteTable(context);
    if (subnetId !== undefined) {
      if (needSubnet(context).vpc_id !== owner.vpc_id)
        refuse(
          `InvalidParameterValue: Route table ${table} and subnet ${subnetId} belong to different networks`,
          "subnet_id",
        );
      if (all(account, "aws_route_table_association").some((other) => other.subnet_id === subnetId))
        refuse(
          `Resource.AlreadyAssociated: the specified association for route table ${table} conflicts with an existing association`,
          "subnet_id",
        );
    }
    values.id = ec2Id(account, "rtbassoc");
  },
  update: (context) => void needRouteTable(context),
};
