import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { AwsProvider } from "./provider";

const TYPES = [
  "aws_api_gateway_stage",
  "aws_apigatewayv2_vpc_link",
  "aws_budgets_budget",
  "aws_cloudwatch_dashboard",
  "aws_cloudwatch_log_group",
  "aws_cloudwatch_log_metric_filter",
  "aws_cloudwatch_metric_alarm",
  "aws_db_instance",
  "aws_db_subnet_group",
  "aws_ecs_service",
  "aws_ecs_task_definition",
  "aws_flow_log",
  "aws_iam_role",
  "aws_iam_role_policy",
  "aws_lb",
  "aws_lb_listener",
  "aws_lb_target_group",
  "aws_nat_gateway",
  "aws_rds_cluster",
  "aws_rds_cluster_instance",
  "aws_route",
  "aws_route_table_association",
  "aws_s3_bucket",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_secretsmanager_secret",
  "aws_secretsmanager_secret_version",
  "aws_security_group",
  "aws_sns_topic",
  "aws_subnet",
  "aws_vpc",
  "aws_vpc_endpoint",
];

/** A configuration, and what the real provider or AWS says of it. */
type Cases = Readonly<Record<string, readonly [type: string, config: Values, message: string]>>;

function provider(): AwsProvider {
  const aws = new AwsProvider(TYPES);
  const { account } = aws;
  account.put("aws_vpc", "vpc-1", { id: "vpc-1", default_security_group_id: "sg-1" });
  account.put("aws_vpc", "vpc-2", { id: "vpc-2", default_security_group_id: "sg-2" });
  for (const [id, zone] of [
    ["a", "euc1-az1"],
    ["b", "euc1-az2"],
  ] as const)
    account.put("aws_subnet", id, { id, vpc_id: "vpc-1", availability_zone: zone, availability_zone_id: zone });
  return aws;
}

const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const trust = (Principal: object) => policy({ Effect: "Allow", Principal, Action: "sts:AssumeRole" });
const ALARM = {
  alarm_name: "a",
  comparison_operator: "GreaterThanThreshold",
  evaluation_periods: 1,
  metric_name: "m",
  namespace: "n",
  period: 60,
  statistic: "Sum",
  threshold: 1,
};
const FILTER = { name: "f", log_group_name: "g", pattern: "x" };
const METRIC = { name: "m", namespace: "n", value: "1" };
const DATABASE = {
  identifier: "d",
  engine: "postgres",
  instance_class: "db.t4g.micro",
  allocated_storage: 20,
  username: "u",
  skip_final_snapshot: true,
};
const TOPIC = "arn:aws:sns:eu-central-1:111122223333:t";
const BUDGET = { budget_type: "COST", time_unit: "MONTHLY", limit_amount: "1", limit_unit: "USD" };
const NOTIFICATION = { comparison_operator: "GREATER_THAN", notification_type: "ACTUAL", threshold_type: "PERCENTAGE" };
const widget = (value: object) => ({ dashboard_name: "d", dashboard_body: JSON.stringify({ widgets: [value] }) });
const metrics = { region: "eu-central-1", metrics: [["AWS/ECS", "CPUUtilization"]] };

describe("before any plan the provider refuses", () => {
  const aws = provider();
  const cases: Cases = {
    "name and prefix of a group": [
      "aws_security_group",
      { name: "a", name_prefix: "b" },
      '"name": conflicts with name_prefix',
    ],
    "name and prefix of a target group": ["aws_lb_target_group", { name: "a", name_prefix: "b" }, "conflicts with"],
    "name and prefix of a bucket": ["aws_s3_bucket", { bucket: "aaa", bucket_prefix: "bbb" }, "conflicts with"],
    "identifier and prefix of a database": [
      "aws_db_instance",
      { ...DATABASE, identifier_prefix: "e", password: "pppppppp" },
      "conflicts with identifier_prefix",
    ],
    "a password that RDS manages too": [
      "aws_db_instance",
      { ...DATABASE, password: "pppppppp", manage_master_user_password: true },
      "conflicts with manage_master_user_password",
    ],
    "a password twice": [
      "aws_db_instance",
      { ...DATABASE, password: "pppppppp", password_wo: "p", password_wo_version: 1 },
      "conflicts with password_wo",
    ],
    "a write-only password without its version": [
      "aws_db_instance",
      { ...DATABASE, password_wo: "pppppppp" },
      "all of `password_wo,password_wo_version` must be specified",
    ],
    "a name of a replica's database": [
      "aws_db_instance",
      { ...DATABASE, db_name: "x", replicate_source_db: "y" },
      '"db_name": conflicts with replicate_source_db',
    ],
    "a password of a cluster that RDS manages too": [
      "aws_rds_cluster",
      { engine: "aurora-postgresql", master_password: "pppppppp", manage_master_user_password: true },
      "conflicts with manage_master_user_password",
    ],
    "a zone by name and by id": [
      "aws_subnet",
      { vpc_id: "v", availability_zone: "a", availability_zone_id: "b" },
      "conflicts with availability_zone_id",
    ],
    "a load balancer without subnets": ["aws_lb", { name: "a" }, "one of `subnet_mapping,subnets` must be specified"],
    "a route to nowhere": [
      "aws_route",
      { route_table_id: "r", destination_cidr_block: "0.0.0.0/0" },
      '"gateway_id": one of',
    ],
    "a route of two destinations": [
      "aws_route",
      { destination_cidr_block: "0.0.0.0/0", destination_prefix_list_id: "p", gateway_id: "i" },
      "only one of `destination_cidr_block",
    ],
    "an action without its block": [
      "aws_lb_listener",
      { port: 80, default_action: [{ type: "redirect" }] },
      'Attribute "default_action[0].redirect" must be specified when "default_action[0].type" is "redirect"',
    ],
    "an action that forwards nowhere": [
      "aws_lb_listener",
      { port: 80, default_action: [{ type: "forward" }] },
      'Either "default_action[0].target_group_arn" or "default_action[0].forward" must be specified',
    ],
    "a path of a TCP check": [
      "aws_lb_target_group",
      { name: "a", health_check: [{ protocol: "TCP", path: "/x" }] },
      'Attribute "health_check[0].path" cannot be specified',
    ],
    "an address of a private NAT gateway": [
      "aws_nat_gateway",
      { subnet_id: "s", allocation_id: "e", connectivity_type: "private" },
      'allocation_id is not supported with connectivity_type = "private"',
    ],
    "a block of more than 65,536 addresses": ["aws_vpc", { cidr_block: "10.0.0.0/8" }, "invalid value for cidr_block"],
    "a log that no engine has": [
      "aws_db_instance",
      { ...DATABASE, password: "pppppppp", enabled_cloudwatch_logs_exports: ["queries"] },
      "got queries",
    ],
    "an association of nothing": [
      "aws_route_table_association",
      { route_table_id: "r" },
      "one of `gateway_id,subnet_id`",
    ],
    "a block and a length": [
      "aws_vpc",
      { cidr_block: "10.0.0.0/16", ipv4_netmask_length: 16 },
      '"cidr_block": conflicts with ipv4_netmask_length',
    ],
    "an IPv6 block without its pool": [
      "aws_vpc",
      { cidr_block: "10.0.0.0/16", ipv6_cidr_block: "2001:db8::/56" },
      "all of `ipv6_cidr_block,ipv6_ipam_pool_id` must be specified",
    ],
    "an endpoint of two kinds": [
      "aws_vpc_endpoint",
      { vpc_id: "v", service_name: "s", service_network_arn: "arn:aws:vpc-lattice:eu-central-1:111122223333:x" },
      "conflicts with service_network_arn",
    ],
    "a flow log of nothing": ["aws_flow_log", {}, "must be specified"],
    "a secret twice": [
      "aws_secretsmanager_secret_version",
      { secret_id: "s", secret_string: "a", secret_binary: "YQ==" },
      "conflicts with secret_binary",
    ],
    "an algorithm with a typo": [
      "aws_s3_bucket_server_side_encryption_configuration",
      { bucket: "b", rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: "AES2561" }] }] },
      "expected rule.0.apply_server_side_encryption_by_default.0.sse_algorithm to be one of",
    ],
    "a port of a service out of range": [
      "aws_ecs_service",
      { name: "a", load_balancer: [{ container_name: "x", container_port: 70_000 }] },
      "load_balancer.0.container_port to be in the range (0 - 65536)",
    ],
    "a compatibility with a typo": [
      "aws_ecs_task_definition",
      {
        family: "f",
        requires_compatibilities: ["FARGAT"],
        container_definitions: JSON.stringify([{ name: "a", image: "i" }]),
      },
      "got FARGAT",
    ],
    "an unknown version consistency": [
      "aws_ecs_task_definition",
      { family: "f", container_definitions: JSON.stringify([{ name: "a", image: "i", versionConsistency: "x" }]) },
      "invalid version consistency value (x)",
    ],
    "a role's description over 1,000 characters": [
      "aws_iam_role",
      { name: "r", assume_role_policy: "{}", description: "d".repeat(1001) },
      "expected length of description",
    ],
    "a role's description with a curly quote": [
      "aws_iam_role",
      { name: "r", assume_role_policy: "{}", description: "“q”" },
      "invalid value for description",
    ],
    "a boundary that is no ARN": [
      "aws_iam_role",
      { name: "r", assume_role_policy: "{}", permissions_boundary: "x" },
      "permissions_boundary",
    ],
    "a role by its ARN": [
      "aws_iam_role_policy",
      { name: "p", policy: "{}", role: "arn:aws:iam::111122223333:role/r" },
      "invalid value for role",
    ],
    "a role's policy with a blank before it": [
      "aws_iam_role_policy",
      { role: "r", policy: " {}" },
      "invalid value for policy",
    ],
    "a FIFO name of a standard topic": ["aws_sns_topic", { name: "a.fifo" }, "ends in .fifo"],
    "an alarm's description over 1,024 characters": [
      "aws_cloudwatch_metric_alarm",
      { ...ALARM, alarm_description: "d".repeat(1025) },
      "expected length of alarm_description",
    ],
    "a metric's name with a colon": [
      "aws_cloudwatch_log_metric_filter",
      { ...FILTER, metric_transformation: [{ ...METRIC, name: "a:b" }] },
      "invalid value for metric_transformation.0.name",
    ],
    "a metric's value over 100 characters": [
      "aws_cloudwatch_log_metric_filter",
      { ...FILTER, metric_transformation: [{ ...METRIC, value: "v".repeat(101) }] },
      "expected length of metric_transformation.0.value",
    ],
    "a budget's threshold of 0": [
      "aws_budgets_budget",
      { ...BUDGET, notification: [{ ...NOTIFICATION, threshold: 0, subscriber_email_addresses: ["a@b.ch"] }] },
      "greater than 0",
    ],
    "a malformed address": [
      "aws_budgets_budget",
      { ...BUDGET, notification: [{ ...NOTIFICATION, threshold: 1, subscriber_email_addresses: ["ops"] }] },
      '"ops" is not an email address',
    ],
    "a metric of one element": [
      "aws_cloudwatch_dashboard",
      widget({ type: "metric", properties: { ...metrics, metrics: [["AWS/ECS"]] } }),
      "Should have a namespace and a metric name",
    ],
    "an unknown view": [
      "aws_cloudwatch_dashboard",
      widget({ type: "metric", properties: { ...metrics, view: "bars" } }),
      "view Should be one of",
    ],
    "a period of 45 seconds": [
      "aws_cloudwatch_dashboard",
      widget({ type: "metric", properties: { ...metrics, period: 45 } }),
      "period Should be",
    ],
    "an alarm widget without alarms": [
      "aws_cloudwatch_dashboard",
      widget({ type: "alarm", properties: {} }),
      "required property 'alarms'",
    ],
    "a widget beyond the grid": [
      "aws_cloudwatch_dashboard",
      widget({ type: "metric", x: 12, width: 13, properties: metrics }),
      "at most 24 together",
    ],
  };

  test.each(Object.entries(cases))("%s", (_, [type, config, message]) => {
    expect(aws.problems(type, config).join("; ")).toContain(message);
  });
});

describe("AWS refuses", () => {
  const LINK = { name: "l", subnet_ids: ["a", "b"], security_group_ids: ["sg-1"] };
  const cases: Cases = {
    "a VPC link in a region that has none": [
      "aws_apigatewayv2_vpc_link",
      { ...LINK, region: "eu-central-2" },
      "not available in the region eu-central-2",
    ],
    "a VPC link with a group of another VPC": [
      "aws_apigatewayv2_vpc_link",
      { ...LINK, security_group_ids: ["sg-2"] },
      "The security group sg-2 and the subnets belong to different VPCs",
    ],
    "an alarm that tells a topic of another region": [
      "aws_cloudwatch_metric_alarm",
      { ...ALARM, alarm_actions: ["arn:aws:sns:us-east-1:111122223333:ops"] },
      "Invalid region us-east-1 specified. Only eu-central-1 is supported.",
    ],
    "six actions of an alarm": [
      "aws_cloudwatch_metric_alarm",
      { ...ALARM, alarm_actions: [1, 2, 3, 4, 5, 6].map((each) => TOPIC + each) },
      "alarm_actions must have length less than or equal to 5",
    ],
    "a secret's description over 2,048 characters": [
      "aws_secretsmanager_secret",
      { name: "s", description: "d".repeat(2049) },
      "description must have length less than or equal to 2048",
    ],
    "an OK action of another region": [
      "aws_cloudwatch_metric_alarm",
      { ...ALARM, ok_actions: ["arn:aws:sns:us-east-1:444455556666:ops"] },
      "Invalid region us-east-1 specified",
    ],
    "a topic's policy with an action of another service": [
      "aws_sns_topic",
      {
        name: "t",
        policy: policy({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sqs:SendMessage", Resource: TOPIC }),
      },
      "Policy statement action out of service scope!",
    ],
    "trust in a user that does not exist": [
      "aws_iam_role",
      { name: "r", assume_role_policy: trust({ AWS: "arn:aws:iam::111122223333:user/nobody" }) },
      'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user/nobody"',
    ],
    "an endpoint of a service with a typo": [
      "aws_vpc_endpoint",
      { vpc_id: "vpc-1", service_name: "com.amazonaws.eu-central-1.secretmanager", vpc_endpoint_type: "Interface" },
      "InvalidServiceName",
    ],
    "a bucket with a public access control list": ["aws_s3_bucket", { bucket: "bbb", acl: "public-read" }, "ACLs"],
  };

  test.each(Object.entries(cases))("%s", (_, [type, config, message]) => {
    expect(provider().create(type, config).join("; ")).toContain(message);
  });

  test("a second role whose name differs by case alone", () => {
    const aws = provider();
    const role = (name: string) => ({ name, assume_role_policy: trust({ Service: "ecs-tasks.amazonaws.com" }) });
    expect(aws.create("aws_iam_role", role("Tasks"))).toEqual([]);
    expect(aws.create("aws_iam_role", role("tasks")).join()).toContain("EntityAlreadyExists");
  });

  test("inline policies of a role that are too long together", () => {
    const aws = provider();
    aws.create("aws_iam_role", { name: "r", assume_role_policy: trust({ Service: "ecs-tasks.amazonaws.com" }) });
    const long = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${"a".repeat(6000)}` });
    expect(aws.create("aws_iam_role_policy", { name: "one", role: "r", policy: long })).toEqual([]);
    expect(aws.create("aws_iam_role_policy", { name: "two", role: "r", policy: long }).join()).toContain(
      "Maximum policy size of 10240 bytes exceeded",
    );
  });
});
