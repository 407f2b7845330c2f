import type { Row } from "../row";

// EC2 resources have generated IDs: no name can limit a statement.
const on = ["*"];
const TAGS = "ec2:CreateTags ec2:DeleteTags";

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
export const network: Record<string, Row> = {
  aws_vpc: {
    on,
    create: "ec2:CreateVpc ec2:CreateTags ec2:ModifyVpcAttribute",
    read: "ec2:DescribeVpcs ec2:DescribeVpcAttribute ec2:DescribeNetworkAcls ec2:DescribeRouteTables ec2:DescribeSecurityGroups",
    update: `ec2:ModifyVpcAttribute ${TAGS}`,
    delete: "ec2:DeleteVpc",
  },
  aws_subnet: {
    on,
    create: "ec2:CreateSubnet ec2:CreateTags ec2:ModifySubnetAttribute",
    read: "ec2:DescribeSubnets",
    update: `ec2:ModifySubnetAttribute ${TAGS}`,
    delete: "ec2:DeleteSubnet ec2:DescribeNetworkInterfaces",
  },
  aws_internet_gateway: {
    on,
    create: "ec2:CreateInternetGateway ec2:AttachInternetGateway ec2:CreateTags",
    read: "ec2:DescribeInternetGateways",
    update: `ec2:AttachInternetGateway ec2:DetachInternetGateway ${TAGS}`,
    delete: "ec2:DetachInternetGateway ec2:DeleteInternetGateway",
  },
  aws_eip: {
    on,
    create: "ec2:AllocateAddress ec2:CreateTags",
    read: "ec2:DescribeAddresses ec2:DescribeAddressesAttribute",
    update: `ec2:AssociateAddress ec2:DisassociateAddress ${TAGS}`,
    delete: "ec2:DisassociateAddress ec2:ReleaseAddress",
  },
  aws_nat_gateway: {
    on,
    create: "ec2:CreateNatGateway ec2:CreateTags",
    read: "ec2:DescribeNatGateways",
    update: `ec2:AssociateNatGatewayAddress ec2:DisassociateNatGatewayAddress ${TAGS}`,
    delete: "ec2:DeleteNatGateway",
  },
  aws_route_table: {
    on,
    create: "ec2:CreateRouteTable ec2:CreateTags",
    read: "ec2:DescribeRouteTables",
    update: `ec2:CreateRoute ec2:ReplaceRoute ec2:DeleteRoute ${TAGS}`,
    delete: "ec2:DisassociateRouteTable ec2:DeleteRouteTable",
  },
  aws_route: {
    on,
    create: "ec2:CreateRoute",
    read: "ec2:DescribeRouteTables",
    update: "ec2:ReplaceRoute",
    delete: "ec2:DeleteRoute",
  },
  aws_route_table_association: {
    on,
    create: "ec2:AssociateRouteTable",
    read: "ec2:DescribeRouteTables",
    update: "ec2:ReplaceRouteTableAssociation",
    delete: "ec2:DisassociateRouteTable",
  },
  aws_vpc_endpoint: {
    on,
    create: "ec2:CreateVpcEndpoint ec2:CreateTags",
    read: "ec2:DescribeVpcEndpoints ec2:DescribePrefixLists",
    update: `ec2:ModifyVpcEndpoint ${TAGS}`,
    delete: "ec2:DeleteVpcEndpoints",
    when: [
      { attribute: "private_dns_enabled", on, actions: "route53:AssociateVPCWithHostedZone ec2:DescribeVpcAttribute" },
    ],
  },
  aws_flow_log: {
    on,
    create: "ec2:CreateFlowLogs ec2:CreateTags logs:CreateLogDelivery",
    read: "ec2:DescribeFlowLogs",
    update: TAGS,
    delete: "ec2:DeleteFlowLogs logs:DeleteLogDelivery",
    passes: [{ attribute: "iam_role_arn", to: "vpc-flow-logs.amazonaws.com" }],
  },
  aws_security_group: {
    on,
    create: "ec2:CreateSecurityGroup ec2:CreateTags ec2:RevokeSecurityGroupEgress",
    read: "ec2:DescribeSecurityGroups",
    update: `ec2:AuthorizeSecurityGroupIngress ec2:AuthorizeSecurityGroupEgress ec2:RevokeSecurityGroupIngress ec2:RevokeSecurityGroupEgress ${TAGS}`,
    delete: "ec2:DeleteSecurityGroup ec2:DescribeNetworkInterfaces",
  },
  aws_default_security_group: {
    on,
    create: "ec2:CreateTags ec2:RevokeSecurityGroupIngress ec2:RevokeSecurityGroupEgress",
    read: "ec2:DescribeSecurityGroups",
    update: `ec2:AuthorizeSecurityGroupIngress ec2:AuthorizeSecurityGroupEgress ec2:RevokeSecurityGroupIngress ec2:RevokeSecurityGroupEgress ${TAGS}`,
    delete: "",
  },
  aws_security_group_rule: {
    on,
    create: "ec2:AuthorizeSecurityGroupIngress ec2:AuthorizeSecurityGroupEgress",
    read: "ec2:DescribeSecurityGroups ec2:DescribeSecurityGroupRules",
    update:
      "ec2:UpdateSecurityGroupRuleDescriptionsIngress ec2:UpdateSecurityGroupRuleDescriptionsEgress ec2:ModifySecurityGroupRules",
    delete: "ec2:RevokeSecurityGroupIngress ec2:RevokeSecurityGroupEgress",
  },
  aws_vpc_security_group_ingress_rule: {
    on,
    create: "ec2:AuthorizeSecurityGroupIngress ec2:CreateTags",
    read: "ec2:DescribeSecurityGroupRules",
    update: `ec2:ModifySecurityGroupRules ${TAGS}`,
    delete: "ec2:RevokeSecurityGroupIngress",
  },
  aws_vpc_security_group_egress_rule: {
    on,
    create: "ec2:AuthorizeSecurityGroupEgress ec2:CreateTags",
    read: "ec2:DescribeSecurityGroupRules",
    update: `ec2:ModifySecurityGroupRules ${TAGS}`,
    delete: "ec2:RevokeSecurityGroupEgress",
  },
};
