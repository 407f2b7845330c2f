import type { ResourceRule, Value } from "../../../simulator/rule";
import { makeArn, parseArn } from "../arn";
import { ec2Id, lowerId } from "../ids";
import { checkPolicy } from "../identities/attached-policy";
import { all, need, needRole } from "../lookup";
import { accountId, partitionOf, regionOf } from "../session";
import { needGroups } from "./security-groups";
import { hasDns } from "./vpc";
import { fill, refuse } from "../../../simulator/writers";
import { isSet, isTrue, text, texts } from "../../../simulator/readers";

const GATEWAY_SERVICES = ["s3", "dynamodb"];

/** Services with interface endpoints, as far as the rehearsal knows them. */
const INTERFACE_SERVICES = new Set(
  (
    "application-autoscaling autoscaling dynamodb ec2 ec2messages ecr.api ecr.dkr ecs ecs-agent ecs-telemetry " +
    "elasticloadbalancing events execute-api kms lambda logs monitoring rds s3 sagemaker.api sagemaker.runtime secretsmanager sns sqs ssm ssmmessages sts xray"
  ).split(" "),
);

const FULL_ACCESS = JSON.stringify({
  Version: "2008-10-17",
  Statement: [{ Action: "*", Effect: "Allow", Principal: "*", Resource: "*" }],
});

/**
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export const vpcEndpoint: ResourceRule = {
  type: "aws_vpc_endpoint",
  cites: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html",
  create: (context) => {
    const { account, values } = context;
    const vpcId = text(values, "vpc_id");
    const vpc = need(
      context,
      "aws_vpc",
      vpcId,
      `InvalidVpcId.NotFound: The Vpc Id ${vpcId ?? ""} does not exist`,
      "vpc_id",
    );
    const service = text(values, "service_name") ?? "";
    const name = service.replace(`com.amazonaws.${regionOf(context)}.`, "");
    const kind = text(values, "vpc_endpoint_type") ?? "Gateway";
    const known = kind === "Gateway" ? GATEWAY_SERVICES.includes(name) : INTERFACE_SERVICES.has(name);
    if (name === service || !known)
      refuse(
        `InvalidServiceName: The Vpc Endpoint Service '${service}' does not exist (type ${kind}, region ${regionOf(context)})`,
        "service_name",
      );

    for (const subnet of texts(values, "subnet_ids"))
      need(
        context,
        "aws_subnet",
        subnet,
        `InvalidSubnetId.NotFound: The subnet ID '${subnet}' does not exist`,
        "subnet_ids",
      );
    for (const table of texts(values, "route_table_ids")) {
      const isMain = vpc.main_route_table_id === table;
      if (!isMain)
        need(
          context,
          "aws_route_table",
          table,
          `InvalidRouteTableId.NotFound: The routeTable ID '${table}' does not exist`,
          "route_table_ids",
        );
    }
    needGroups(context, texts(values, "security_group_ids"), "security_group_ids");
    if (kind === "Gateway" && (isSet(context.config, "subnet_ids") || isSet(context.config, "security_group_ids")))
      refuse("InvalidParameter: Endpoint type (Gateway) does not support subnets or security groups", "subnet_ids");
    if (kind !== "Gateway" && isSet(context.config, "route_table_ids"))
      refuse(`InvalidParameter: Endpoint type (${kind}) does not support route tables`, "route_table_ids");
    if (isTrue(values, "private_dns_enabled")) {
      if (!hasDns(vpc))
        refuse(
          `InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${String(vpcId)}`,
          "private_dns_enabled",
        );
      const double = all(account, "aws_vpc_endpoint").some(
        (other) => other.vpc_id === vpcId && other.service_name === service && isTrue(other, "private_dns_enabled"),
      );
      if (double)
        refuse(
          `InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${name} in the VPC ${String(vpcId)}`,
          "private_dns_enabled",
        );
    }
    const policy = text(values, "policy");
    if (policy !== undefined)
      checkPolicy(context, policy, "policy", { kind: "resource", malformed: "InvalidPolicyDocument" });

    const id = ec2Id(account, "vpce");
    const isGateway = kind === "Gateway";
    values.id = id;
    const dns: Value[] = isGateway
      ? []
      : [
          {
            dns_name: `${id}-${lowerId(account, "dns", 8)}.${name}.${regionOf(context)}.vpce.${partitionOf(regionOf(context)).dnsSuffix}`,
            hosted_zone_id: "Z7HUB22UULQXV",
          },
        ];
    fill(values, {
      arn: makeArn(context, "ec2", `vpc-endpoint/${id}`),
      owner_id: accountId(account),
      requester_managed: false,
      state: "available",
      policy: FULL_ACCESS,
      private_dns_enabled: false,
      ip_address_type: "ipv4",
      service_region: regionOf(context),
      cidr_blocks: isGateway ? ["198.51.100.0/24"] : [],
      prefix_list_id: isGateway ? ec2Id(account, "pl").slice(0, 11) : null,
      dns_entry: dns,
      network_interface_ids: isGateway ? [] : texts(values, "subnet_ids").map(() => ec2Id(account, "eni")),
      route_table_ids: [],
      subnet_ids: [],
      security_group_ids: isGateway ? [] : [vpc.default_security_group_id ?? ""],
    });
  },
};

/**
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
 */
export const flowLog: ResourceRule = {
  type: "aws_flow_log",
  cites: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html",
  validate: (context) => {
    const watched = [
      "eni_id",
      "subnet_id",
      "transit_gateway_attachment_id",
      "transit_gateway_id",
      "vpc_id",
      "regional_nat_gateway_id",
    ];
    if (watched.filter((name) => isSet(context.config, name)).length !== 1)
      context.error(`exactly one of \`${watched.join(",")}\` must be specified`, "vpc_id");
    const isLogs = (text(context.config, "log_destination_type") ?? "cloud-watch-logs") === "cloud-watch-logs";
    if (isLogs && !isSet(context.config, "iam_role_arn"))
      context.error(
        "InvalidParameter: DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.",
        "iam_role_arn",
      );
    if (isSet(context.config, "vpc_id") && !isSet(context.config, "traffic_type"))
      context.error("traffic_type is required", "traffic_type");
  },
  create: (context) => {
    const { account, values } = context;
    const vpcId = text(values, "vpc_id");
    if (vpcId !== undefined)
      need(context, "aws_vpc", vpcId, `InvalidVpcId.NotFound: The Vpc Id ${vpcId} does not exist`, "vpc_id");
    const subnetId = text(values, "subnet_id");
    if (subnetId !== undefined)
      need(
        context,
        "aws_subnet",
        subnetId,
        `InvalidSubnetId.NotFound: The subnet ID '${subnetId}' does not exist`,
        "subnet_id",
      );
    const role = text(values, "iam_role_arn");
    needRole(context, role, `InvalidParameter: Access error: role ${role ?? ""} can't be assumed`, "iam_role_arn");
    const destination = text(values, "log_destination");
    if (destination !== undefined && !parseArn(destination))
      refuse(`InvalidParameter: LogDestination ${destination} is no ARN`, "log_destination");
    const id = ec2Id(account, "fl");
    values.id = id;
    fill(values, {
      arn: makeArn(context, "ec2", `vpc-flow-log/${id}`),
      log_format:
        "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}",
      log_destination: "",
    });
  },
};
