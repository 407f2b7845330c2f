import type { Account } from "../../../simulator/account";
import type { Values } from "../../../simulator/rule";
import { all } from "../lookup";
import { block, blocks, texts } from "../../../simulator/readers";

/** Where objects of a type hold the subnets and groups that their network interfaces use. */
interface Interfaces {
  readonly type: string;
  subnets(values: Values): string[];
  groups(values: Values): string[];
}

const INTERFACES: readonly Interfaces[] = [
  {
    type: "aws_nat_gateway",
    subnets: (values) => [values.subnet_id].filter((id) => typeof id === "string"),
    groups: () => [],
  },
  {
    type: "aws_lb",
    subnets: (values) => [
      ...texts(values, "subnets"),
      ...blocks(values, "subnet_mapping")
        .flatMap((mapping) => mapping.subnet_id)
        .filter((id) => typeof id === "string"),
    ],
    groups: (values) => texts(values, "security_groups"),
  },
  {
    type: "aws_ecs_service",
    subnets: (values) => texts(block(values, "network_configuration"), "subnets"),
    groups: (values) => texts(block(values, "network_configuration"), "security_groups"),
  },
  {
    type: "aws_vpc_endpoint",
    subnets: (values) => texts(values, "subnet_ids"),
    groups: (values) => texts(values, "security_group_ids"),
  },
  {
    type: "aws_apigatewayv2_vpc_link",
    subnets: (values) => texts(values, "subnet_ids"),
    groups: (values) => texts(values, "security_group_ids"),
  },
  { type: "aws_db_instance", subnets: () => [], groups: (values) => texts(values, "vpc_security_group_ids") },
  { type: "aws_rds_cluster", subnets: () => [], groups: (values) => texts(values, "vpc_security_group_ids") },
  { type: "aws_db_subnet_group", subnets: (values) => texts(values, "subnet_ids"), groups: () => [] },
];

/** What keeps a subnet from being deleted, as `type id`. */
export function usersOfSubnet(account: Account, subnet: string): string[] {
  return INTERFACES.flatMap((kind) =>
    all(account, kind.type)
      .filter((values) => kind.subnets(values).includes(subnet))
      .map((values) => `${kind.type} ${String(values.id)}`),
  );
}

/** What keeps a security group from being deleted, as `type id`. */
export function usersOfGroup(account: Account, group: string): string[] {
  return INTERFACES.flatMap((kind) =>
    all(account, kind.type)
      .filter((values) => kind.groups(values).includes(group))
      .map((values) => `${kind.type} ${String(values.id)}`),
  );
}
