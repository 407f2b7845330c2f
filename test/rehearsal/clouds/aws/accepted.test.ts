import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { AwsProvider } from "./provider";

type Cases = Readonly<Record<string, readonly [type: string, config: Values]>>;

const TYPES = [
  "aws_ecs_task_definition",
  "aws_iam_role",
  "aws_lb_listener",
  "aws_route_table",
  "aws_s3_bucket",
  "aws_sns_topic",
  "aws_security_group",
  "aws_vpc_endpoint",
  "aws_vpc_security_group_ingress_rule",
];

function provider(): AwsProvider {
  const aws = new AwsProvider(TYPES);
  aws.account.put("aws_vpc", "vpc-1", { id: "vpc-1", default_security_group_id: "sg-1" });
  return aws;
}

const TOPIC = "arn:aws:sns:eu-central-1:111122223333:t";
const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const trust = (Principal: object) => policy({ Effect: "Allow", Principal, Action: "sts:AssumeRole" });

describe("before any plan the provider accepts", () => {
  const aws = provider();
  const group = { security_group_id: "sg-1", cidr_ipv4: "10.0.0.0/16", from_port: 128, to_port: 0 };

  test.each(["icmp", "icmpv6", "1", "58"])("a type and a code of the protocol %s", (ip_protocol) => {
    expect(aws.problems("aws_vpc_security_group_ingress_rule", { ...group, ip_protocol })).toEqual([]);
  });

  test("a key of a container with a capital letter", () => {
    const container_definitions = JSON.stringify([{ Name: "a", Image: "i" }]);
    expect(aws.problems("aws_ecs_task_definition", { family: "f", container_definitions })).toEqual([]);
  });

  test("a listener's action that validates tokens", () => {
    const action = { default_action: [{ type: "jwt-validation" }] };
    expect(aws.problems("aws_lb_listener", { load_balancer_arn: "", port: 443, ...action })).toEqual([]);
  });
});

test("the provider deletes a route table with the associations that others made", () => {
  const aws = provider();
  aws.account.put("aws_route_table", "rtb-1", { id: "rtb-1", vpc_id: "vpc-1" });
  aws.account.put("aws_route_table_association", "a", { id: "a", route_table_id: "rtb-1", subnet_id: "s" });
  expect(aws.remove("aws_route_table", "rtb-1")).toEqual([]);
  expect(aws.account.list("aws_route_table_association")).toEqual([]);
});

describe("AWS accepts", () => {
  const endpoint = { vpc_id: "vpc-1", vpc_endpoint_type: "Interface" };
  const cases: Cases = {
    "an endpoint of Snowflake's PrivateLink": [
      "aws_vpc_endpoint",
      { ...endpoint, service_name: "com.amazonaws.vpce.eu-central-1.vpce-svc-0123456789abcdef0" },
    ],
    "an endpoint of a service of another account in another region": [
      "aws_vpc_endpoint",
      {
        ...endpoint,
        service_name: "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0",
        service_region: "us-east-1",
      },
    ],
    "an endpoint of Bedrock": [
      "aws_vpc_endpoint",
      { ...endpoint, service_name: "com.amazonaws.eu-central-1.bedrock-runtime" },
    ],
    "a bucket with the private access control list": ["aws_s3_bucket", { bucket: "bbb", acl: "private" }],
    "a topic with the policy that SNS makes": [
      "aws_sns_topic",
      {
        name: "t",
        policy: policy({
          Effect: "Allow",
          Principal: { AWS: "*" },
          Action: "SNS:Publish",
          Resource: TOPIC,
          Condition: { StringEquals: { "AWS:SourceOwner": "111122223333" } },
        }),
      },
    ],
    "trust in cost alerts": [
      "aws_iam_role",
      { name: "r", assume_role_policy: trust({ Service: "costalerts.amazonaws.com" }) },
    ],
  };

  test.each(Object.entries(cases))("%s", (_, [type, config]) => {
    expect(provider().create(type, config)).toEqual([]);
  });
});

describe("the delete of a security group", () => {
  const GROUP = "aws_security_group";
  const RULE = "aws_vpc_security_group_ingress_rule";
  const made = (aws: AwsProvider, config: Values): string => {
    const before = aws.account.list(GROUP).map(({ id }) => id);
    expect(aws.create(GROUP, { vpc_id: "vpc-1", ...config })).toEqual([]);
    return aws.account.list(GROUP).find(({ id }) => !before.includes(id))?.id ?? "";
  };

  test("is accepted once the rule that names it is gone, whatever a plan in between has read", () => {
    const aws = provider();
    const server = made(aws, { name: "server" });
    const database = made(aws, { name: "database" });
    const rule = { security_group_id: database, referenced_security_group_id: server };
    expect(aws.create(RULE, { ...rule, ip_protocol: "tcp", from_port: 1, to_port: 1 })).toEqual([]);
    const [held] = aws.account.list(RULE);
    const read = { ingress: [{ protocol: "tcp", from_port: 1, to_port: 1, security_groups: [server] }] };
    aws.account.put(GROUP, database, { ...aws.account.get(GROUP, database), ...read });
    expect(aws.update(GROUP, database, { vpc_id: "vpc-1", name: "database", tags: { a: "b" } })).toEqual([]);
    expect(aws.remove(GROUP, server).join()).toContain(`has a dependent object (${RULE}`);
    expect(aws.remove(RULE, held?.id ?? "")).toEqual([]);
    expect(aws.remove(GROUP, server)).toEqual([]);
  });

  test("is refused while an inline rule of another group names it", () => {
    const aws = provider();
    const server = made(aws, { name: "server" });
    const ingress = [{ protocol: "tcp", from_port: 1, to_port: 1, security_groups: [server] }];
    const database = made(aws, { name: "database", ingress });
    expect(aws.remove(GROUP, server).join()).toContain(`has a dependent object (${GROUP} ${database})`);
    expect(aws.remove(GROUP, database)).toEqual([]);
    expect(aws.remove(GROUP, server)).toEqual([]);
  });
});
