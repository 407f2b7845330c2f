import type { RuleContext, ValidateContext, Values } from "../../../simulator/rule";
import { cidrProblem } from "../cidr";
import { need } from "../lookup";
import { text } from "../../../simulator/readers";

/** Notes an attribute that is no CIDR block. */
export function validateCidr(context: ValidateContext, attribute: string): void {
  const cidr = text(context.config, attribute);
  const problem = cidr === undefined ? undefined : cidrProblem(cidr);
  if (problem !== undefined) context.error(problem, attribute);
}

/** The VPC that `vpc_id` names, or EC2's refusal. */
export function needVpc(context: RuleContext & { readonly values: Values }): Values {
  const id = text(context.values, "vpc_id");
  return need(context, "aws_vpc", id, `InvalidVpcID.NotFound: The vpc ID '${id ?? ""}' does not exist`, "vpc_id");
}

/** The subnet that `subnet_id` names, or EC2's refusal. */
export function needSubnet(context: RuleContext & { readonly values: Values }): Values {
  const id = text(context.values, "subnet_id");
  const message = `InvalidSubnetID.NotFound: The subnet ID '${id ?? ""}' does not exist`;
  return need(context, "aws_subnet", id, message, "subnet_id");
}

/** The table that `route_table_id` names, or EC2's refusal. */
export function needRouteTable(context: RuleContext & { readonly values: Values }): Values {
  const id = text(context.values, "route_table_id");
  const message = `InvalidRouteTableID.NotFound: The routeTable ID '${id ?? ""}' does not exist`;
  return need(context, "aws_route_table", id, message, "route_table_id");
}
