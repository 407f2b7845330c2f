import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack, Testing } from "cdktf";
import { AwsMlopsPlatform, Observability, type ObservabilityProps } from "../../../src/aws";
import { Size } from "../../../src/core";
import { refusedFields } from "../../support/refusal";
import { emptyStack, providers, someNetwork } from "../fixture";
import { Synthesized, statements, type Block } from "../synthesized";

const GATEWAY = { apiName: "mlops-dev", stageName: "v1" };
const SERVERS = {
  loadBalancerArnSuffix: "app/mlops-dev/1",
  targetGroupArnSuffix: "targetgroup/mlops/2",
  clusterName: "mlops-dev",
  serviceName: "mlflow",
};
const DATABASE = { dimensions: { DBInstanceIdentifier: "mlops-dev-db" }, hasOwnStorage: true };
const ALL = { gateway: GATEWAY, servers: SERVERS, database: DATABASE };

function observed(props: Partial<ObservabilityProps>): Synthesized {
  const stack = emptyStack();
  new Observability(stack, "Observability", { prefix: "mlops-dev", size: Size.DEV, alarms: true, ...props });
  return Synthesized.of(stack);
}

const alarms = (stack: Synthesized): Block[] => Object.values(stack.all("aws_cloudwatch_metric_alarm"));
const names = (stack: Synthesized): unknown[] => alarms(stack).map((alarm) => alarm.alarm_name);
const alarm = (stack: Synthesized, name: string): Block =>
  alarms(stack).find((each) => each.alarm_name === `mlops-dev-${name}`) ?? {};

function platform(size: Size, more: object = {}): Synthesized {
  const stack = new TerraformStack(Testing.app(), "test");
  providers(stack);
  new AwsMlopsPlatform(stack, "Platform", {
    prefix: "mlops-dev",
    size,
    existing: { network: someNetwork(stack) },
    ...more,
  });
  return Synthesized.of(stack);
}

test("dev has no alarms unless they are asked for, and prod has all eight with a dashboard", () => {
  expect(names(platform(Size.DEV))).toEqual([]);
  expect(names(platform(Size.DEV, { observability: { alarms: true } }))).toHaveLength(8);
  const prod = platform(Size.PROD);
  expect(names(prod)).toHaveLength(8);
  expect(Object.keys(prod.all("aws_cloudwatch_dashboard"))).toHaveLength(1);
  expect(names(platform(Size.PROD, { observability: { alarms: false } }))).toEqual([]);
});

test("every alarm of a platform names what the platform made", () => {
  const prod = platform(Size.PROD);
  const made = ["aws_api_gateway_rest_api", "aws_lb.", "aws_lb_target_group", "aws_db_instance"];
  const dimensions = JSON.stringify(alarms(prod).map((each) => each.dimensions));
  for (const type of made) expect(dimensions).toContain(`\${${type}`);
  for (const each of alarms(prod)) expect(each.dimensions).not.toEqual({});
});

test("each alarm tells the topic when it rings and when it is over, and says where to read on", () => {
  const stack = observed(ALL);
  const topic = `\${${stack.address("aws_sns_topic")}.arn}`;
  for (const each of alarms(stack)) {
    expect(each.alarm_actions).toEqual([topic]);
    expect(each.ok_actions).toEqual([topic]);
    expect(each.alarm_description).toMatch(/\. What to do: docs\/operations-aws\.md, [a-z-]+$/);
  }
});

test("only alarms of this platform and budgets of this account may tell the topic", () => {
  const policy = statements(observed(ALL).one("aws_sns_topic_policy").policy);
  expect(policy.map((each) => each.Principal)).toEqual([
    { Service: "cloudwatch.amazonaws.com" },
    { Service: "budgets.amazonaws.com" },
  ]);
  for (const each of policy)
    expect(each.Condition).toMatchObject({
      StringEquals: { "aws:SourceAccount": expect.stringContaining("account_id") },
    });
  expect(JSON.stringify(policy[0]?.Condition)).toContain(":alarm:mlops-dev-*");
});

test("a target group without targets sends nothing, and that rings", () => {
  expect(alarm(observed(ALL), "no-server")).toMatchObject({
    metric_name: "HealthyHostCount",
    comparison_operator: "LessThanThreshold",
    threshold: 1,
    treat_missing_data: "breaching",
  });
});

test("latency is a percentile in milliseconds, and never together with a plain statistic", () => {
  const latency = alarm(observed({ ...ALL, thresholds: { latencySeconds: 3 } }), "gateway-latency");
  expect(latency).toMatchObject({ extended_statistic: "p99", threshold: 3000 });
  expect(latency.statistic).toBeUndefined();
});

test("403s are counted in the access log where there is one, and stand for all 4XX where there is none", () => {
  expect(alarm(observed(ALL), "gateway-rejections")).toMatchObject({ metric_name: "4XXError" });
  const logged = observed({ ...ALL, gateway: { ...GATEWAY, accessLogGroupName: "/mlops/api" } });
  const filter = logged.one("aws_cloudwatch_log_metric_filter");
  expect(filter).toMatchObject({ log_group_name: "/mlops/api", pattern: '{ ($.status = 403) || ($.status = "403") }' });
  const { name, namespace } = filter.metric_transformation as Record<string, unknown>;
  expect(alarm(logged, "gateway-rejections")).toMatchObject({ metric_name: name, namespace });
});

test("a database whose storage grows without end has no alarm about its storage", () => {
  const aurora = { dimensions: { DBClusterIdentifier: "mlops-dev" }, hasOwnStorage: false };
  const stack = observed({ database: aurora });
  expect(names(stack)).toEqual(["mlops-dev-database-connections", "mlops-dev-database-cpu"]);
  expect(alarm(stack, "database-cpu").dimensions).toEqual({ DBClusterIdentifier: "mlops-dev" });
});

test("free storage is compared in bytes", () => {
  const stack = observed({ ...ALL, thresholds: { databaseFreeStorageGib: 3 } });
  expect(alarm(stack, "database-storage").threshold).toBe(3 * 1024 ** 3);
});

test("servers that exist elsewhere leave the gateway's alarms alone", () => {
  expect(names(observed({ gateway: GATEWAY })).sort()).toEqual([
    "mlops-dev-gateway-errors",
    "mlops-dev-gateway-latency",
    "mlops-dev-gateway-rejections",
  ]);
});

test("a topic of one's own is told, and none is made", () => {
  const topicArn = "arn:aws:sns:eu-central-1:123456789012:on-call";
  const stack = observed({ ...ALL, topicArn });
  expect(stack.all("aws_sns_topic")).toEqual({});
  for (const each of alarms(stack)) expect(each.alarm_actions).toEqual([topicArn]);
});

test("a budget without alarms has a topic, and waits until Budgets may publish there", () => {
  const stack = observed({ alarms: false, budget: { monthlyUsd: 45.5 }, emails: ["ml@example.com"] });
  expect(names(stack)).toEqual([]);
  expect(stack.one("aws_budgets_budget")).toMatchObject({
    limit_amount: "45.5",
    limit_unit: "USD",
    time_unit: "MONTHLY",
    depends_on: [stack.address("aws_sns_topic_policy")],
  });
  expect(stack.one("aws_budgets_budget").cost_filter).toBeUndefined();
  expect(stack.one("aws_sns_topic_subscription")).toMatchObject({ protocol: "email", endpoint: "ml@example.com" });
});

test("a budget of the platform alone counts what carries its tag", () => {
  const filter = (tags?: Record<string, string>) =>
    observed({ tags, budget: { monthlyUsd: 50, platformOnly: true } }).one("aws_budgets_budget").cost_filter;
  expect(filter()).toEqual([{ name: "TagKeyValue", values: ["user:platform$mlops-dev"] }]);
  expect(filter({ platform: "other" })).toEqual([{ name: "TagKeyValue", values: ["user:platform$other"] }]);
});

test("the dashboard shows every part that is watched, in the region of the credentials", () => {
  const body = (props: Partial<ObservabilityProps>) =>
    JSON.parse(String(observed(props).one("aws_cloudwatch_dashboard").dashboard_body)) as {
      widgets: { type: string; properties: Block }[];
    };
  const { widgets } = body(ALL);
  expect(widgets.map((each) => each.properties.title)).toEqual([
    "Alarms",
    "Calls",
    "Failed calls",
    "Latency, ms",
    "Servers",
    "Servers' CPU and memory, %",
    "Database's CPU, %",
    "Database connections",
    "Database's free storage, bytes",
  ]);
  for (const each of widgets.slice(1)) expect(each.properties.region).toMatch(/^\$\{data\.aws_region\./);
  expect(body({ gateway: GATEWAY }).widgets).toHaveLength(4);
});

test.each<[string, Partial<ObservabilityProps>, string]>([
  ["an address without @", { emails: ["ml.example.com"] }, "emails.0"],
  ["an address twice", { emails: ["a@b.de", "a@b.de"] }, "emails.1"],
  [
    "subscribers of a topic of one's own",
    { emails: ["a@b.de"], topicArn: "arn:aws:sns:eu-west-1:123456789012:t" },
    "emails",
  ],
  ["subscribers of nothing", { alarms: false, emails: ["a@b.de"] }, "emails"],
  ["a topic by its name", { topicArn: "on-call" }, "topicArn"],
  ["a threshold of 0", { thresholds: { gatewayErrors: 0 } }, "thresholds.gatewayErrors"],
  ["a latency that the gateway never lets happen", { thresholds: { latencySeconds: 30 } }, "thresholds.latencySeconds"],
  ["CPU above 100 percent", { thresholds: { databaseCpuPercent: 120 } }, "thresholds.databaseCpuPercent"],
  ["a budget of nothing", { budget: { monthlyUsd: 0 } }, "budget.monthlyUsd"],
])("refuses %s", (_what, props, field) => {
  expect(refusedFields(() => observed({ ...ALL, ...props }))).toEqual([field]);
});

test("the operations guide says what to do about every alarm", () => {
  const guide = readFileSync(join(__dirname, "..", "..", "..", "docs", "operations-aws.md"), "utf8");
  for (const name of names(observed(ALL))) expect(guide).toContain(`\n### ${String(name).replace("mlops-dev-", "")}\n`);
});

test("the plan fails when the topic is of another region than the alarms, which may only be known then", () => {
  const topicArn = "arn:aws:sns:us-east-1:111122223333:ops";
  for (const { lifecycle } of alarms(observed({ topicArn })))
    expect(lifecycle).toMatchObject({
      precondition: [
        { condition: expect.stringMatching(/element\(split\(":", .*\), 3\) == data\.aws_region\./) as string },
      ],
    });
  for (const alarm of alarms(observed({}))) expect(alarm).not.toHaveProperty("lifecycle");
});
