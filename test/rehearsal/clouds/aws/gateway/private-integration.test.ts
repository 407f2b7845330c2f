import { ALB_HOST, EchoBackend, platform } from "../../../snowflake/platform";
import type { AwsObjects } from "../../../snowflake/platform";

describe("the private way from the gateway to the container", () => {
  let backend: EchoBackend;
  beforeEach(async () => {
    backend = await EchoBackend.start();
    backend.replies = [{ body: "{}" }];
  });
  afterEach(() => backend.stop());

  const call = (aws: (objects: AwsObjects) => void) => platform(backend, { aws }).call("LOG", ["k", 1]);

  test.each<[string, (aws: AwsObjects) => void, number, string]>([
    [
      "no egress of the VPC link",
      ({ groups }) => groups[0]?.egress.splice(0),
      504,
      "no egress rule of the VPC link lets TCP 80 out to the load balancer",
    ],
    [
      "no ingress of the load balancer",
      ({ groups }) => groups[1]?.ingress.splice(0),
      504,
      "no ingress rule of the load balancer lets TCP 80 in from the VPC link",
    ],
    [
      "no egress of the load balancer",
      ({ groups }) => groups[1]?.egress.splice(0),
      504,
      "no egress rule of the load balancer lets TCP 8080 out to the tasks",
    ],
    [
      "no ingress of the tasks",
      ({ groups }) => groups[2]?.ingress.splice(0),
      504,
      "no ingress rule of the tasks lets TCP 8080 in from the load balancer",
    ],
    [
      "a rule for another port",
      ({ groups }) => Object.assign(groups[2]?.ingress[0] ?? {}, { to_port: 8079, from_port: 80 }),
      504,
      "no ingress rule of the tasks",
    ],
    [
      "a VPC link without security groups",
      ({ objects }) => Object.assign(objects.aws_apigatewayv2_vpc_link ?? {}, { security_group_ids: [] }),
      504,
      "no egress rule of the VPC link",
    ],
    [
      "another VPC link",
      ({ integration }) => (integration.connection_id = "gone"),
      500,
      "the VPC link gone does not exist",
    ],
    [
      "no integration target",
      ({ integration }) => (integration.integration_target = null),
      500,
      "names no load balancer",
    ],
    [
      "a uri to another host",
      ({ integration }) => (integration.uri = "http://elsewhere/{proxy}"),
      500,
      `names elsewhere, its load balancer is ${ALB_HOST}`,
    ],
    [
      "a parameter that is not mapped",
      ({ integration }) => (integration.request_parameters = {}),
      500,
      "has a parameter that nothing fills",
    ],
    [
      "a parameter that is not declared",
      ({ method }) => (method.request_parameters = {}),
      500,
      "has a parameter that nothing fills",
    ],
    [
      "another listener port",
      ({ objects }) => Object.assign(objects.aws_lb_listener ?? {}, { port: 81 }),
      504,
      "the load balancer has no listener on port 80",
    ],
    [
      "no target group",
      ({ objects }) => delete objects.aws_lb_target_group,
      503,
      "the listener's target group does not exist",
    ],
    ["no service", ({ objects }) => delete objects.aws_ecs_service, 503, "no ECS service registers targets"],
    [
      "no task",
      ({ objects }) => Object.assign(objects.aws_ecs_service ?? {}, { desired_count: 0 }),
      503,
      "the ECS service runs no task",
    ],
    [
      "another container",
      ({ objects }) =>
        Object.assign(objects.aws_ecs_service ?? {}, {
          load_balancer: [{ target_group_arn: "arn:tg", container_name: "mlflow", container_port: 8080 }],
        }),
      503,
      "no running container mlflow listens on port 8080",
    ],
  ])("is closed by %s", async (_, aws, status, note) => {
    const result = await call(aws);
    expect(result.status).toBe(status);
    expect(result.error).toContain(`with remote service error: ${status} '`);
    expect(result.httpCalls[0]?.notes[0]).toContain(note);
    expect(backend.seen).toEqual([]);
  });

  test.each<[string, (aws: AwsObjects) => void]>([
    [
      "rules of their own type",
      ({ groups, more }) => {
        groups.forEach((group) => Object.assign(group, { ingress: [], egress: [] }));
        const rule = (type: string, group: string, values: object) =>
          more.push({
            type: `aws_vpc_security_group_${type}_rule`,
            values: { id: `${type}${group}`, security_group_id: group, ip_protocol: "tcp", ...values },
          });
        rule("egress", "sg-link", { from_port: 80, to_port: 80, referenced_security_group_id: "sg-alb" });
        rule("ingress", "sg-alb", { from_port: 80, to_port: 80, referenced_security_group_id: "sg-link" });
        rule("egress", "sg-alb", { ip_protocol: "-1", cidr_ipv4: "0.0.0.0/0" });
        rule("ingress", "sg-task", { from_port: 8000, to_port: 9000, cidr_ipv4: "10.0.0.0/16" });
      },
    ],
    [
      "the older rules of their own type",
      ({ groups, more }) => {
        groups.forEach((group) => Object.assign(group, { ingress: [], egress: [] }));
        const rule = (type: string, group: string, port: number, source: string) =>
          more.push({
            type: "aws_security_group_rule",
            values: {
              id: `${type}${group}`,
              type,
              security_group_id: group,
              protocol: "tcp",
              from_port: port,
              to_port: port,
              source_security_group_id: source,
            },
          });
        rule("egress", "sg-link", 80, "sg-alb");
        rule("ingress", "sg-alb", 80, "sg-link");
        rule("egress", "sg-alb", 8080, "sg-task");
        rule("ingress", "sg-task", 8080, "sg-alb");
      },
    ],
  ])("is opened by %s", async (_, aws) => {
    expect((await call(aws)).status).toBe(200);
  });

  test("is not opened by an address range that leaves out a part of the subnet", async () => {
    const result = await call(({ groups }) => {
      groups[2]?.ingress.splice(0, 1, {
        protocol: "tcp",
        from_port: 8080,
        to_port: 8080,
        cidr_blocks: ["10.0.0.0/25"],
      });
    });
    expect(result.httpCalls[0]?.notes[0]).toContain("no ingress rule of the tasks");
  });

  test("ends in 502 when the container does not listen", async () => {
    await backend.stop();
    const runtime = platform(backend, { gateway: { backend: { locate: () => ({ host: "127.0.0.1", port: 1 }) } } });
    const result = await runtime.call("LOG", ["k", 1]);
    expect(result.error).toContain("502 Bad Gateway");
    expect(result.httpCalls[0]?.notes[0]).toContain("the container does not answer");
    backend = await EchoBackend.start();
  });

  test.each<[string, (aws: AwsObjects) => void, string]>([
    [
      "an integration type",
      ({ integration }) => (integration.type = "AWS_PROXY"),
      "type AWS_PROXY over VPC_LINK is not simulated",
    ],
    [
      "a public way",
      ({ integration }) => (integration.connection_type = "INTERNET"),
      "type HTTP_PROXY over INTERNET is not simulated",
    ],
    [
      "a public load balancer",
      ({ objects }) => Object.assign(objects.aws_lb ?? {}, { internal: false }),
      "only an internal application load balancer",
    ],
    [
      "rules of a listener",
      ({ more }) => more.push({ type: "aws_lb_listener_rule", values: { id: "r", listener_arn: "arn:listener" } }),
      "rules of a load balancer's listener",
    ],
    [
      "a listener with TLS",
      ({ objects }) => Object.assign(objects.aws_lb_listener ?? {}, { protocol: "HTTPS" }),
      "only a plain HTTP listener",
    ],
    ["an authorizer", ({ method }) => (method.authorization = "CUSTOM"), "authorization CUSTOM"],
    ["an API key", ({ method }) => (method.api_key_required = true), "an API key is not simulated"],
  ])("is an error and no pass with %s that is not simulated", async (_, aws, message) => {
    await expect(call(aws)).rejects.toThrow(message);
  });
});
