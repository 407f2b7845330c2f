import { TerraformStack, Testing } from "cdktf";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Observability } from "../../../../src/aws";
import { Size } from "../../../../src/core";
import { runTrap, type JsonObject, type TerraformConfig } from "../trap";
import { NETWORK, PUBLIC, rules, stackOf } from "./stack";

const TIMEOUT = 60_000;

const alarm = (changes: JsonObject): JsonObject => ({
  alarm_name: "calls",
  namespace: "AWS/ApiGateway",
  metric_name: "Latency",
  comparison_operator: "GreaterThanThreshold",
  threshold: 1,
  period: 300,
  evaluation_periods: 1,
  statistic: "Sum",
  ...changes,
});

const budget = (changes: JsonObject): JsonObject => ({
  name: "monthly",
  budget_type: "COST",
  limit_amount: "50",
  limit_unit: "USD",
  time_unit: "MONTHLY",
  ...changes,
});

const notification = (changes: JsonObject): JsonObject => ({
  comparison_operator: "GREATER_THAN",
  notification_type: "ACTUAL",
  threshold: 80,
  threshold_type: "PERCENTAGE",
  subscriber_email_addresses: ["ml@example.com"],
  ...changes,
});

/** Alarms, topic, dashboard, metric filter and budget, as the construct makes them. */
function watched(): TerraformConfig {
  const stack = new TerraformStack(Testing.app(), "test");
  new AwsProvider(stack, "Aws", { region: "eu-central-1" });
  const log = new CloudwatchLogGroup(stack, "AccessLog", { name: "/mlops/api" });
  new Observability(stack, "Observability", {
    prefix: "mlops-dev",
    size: Size.DEV,
    alarms: true,
    emails: ["ml@example.com"],
    budget: { monthlyUsd: 45.5, platformOnly: true },
    gateway: { apiName: "mlops-dev", stageName: "v1", accessLogGroupName: log.name },
    database: { dimensions: { DBInstanceIdentifier: "mlops-dev-db" }, hasOwnStorage: true },
  });
  const { terraform, ...rest } = JSON.parse(Testing.synth(stack)) as TerraformConfig;
  return { ...rest, terraform: { required_providers: terraform.required_providers } };
}

test(
  "alarms, topic, metric filter, dashboard and budget apply, plan empty and are destroyed to nothing",
  async () => {
    const applied = await runTrap({ config: watched(), rules });
    expect(applied.errors).toEqual([]);
    expect(applied.changes).toEqual({});
    const destroyed = await runTrap({ config: watched(), rules, destroy: true });
    expect(destroyed.errors).toEqual([]);
    expect(destroyed.accounts.get("hashicorp/aws")?.size).toBe(0);
  },
  TIMEOUT,
);

test(
  "an alarm is refused for what CloudWatch does not measure",
  async () => {
    const named = (name: string, changes: JsonObject) => ({ [name]: alarm({ alarm_name: name, ...changes }) });
    const result = await runTrap({
      config: stackOf({
        aws_cloudwatch_metric_alarm: {
          ...named("both", { extended_statistic: "p99" }),
          ...named("neither", { statistic: null }),
          ...named("percentile", { statistic: null, extended_statistic: "99" }),
          ...named("period", { period: 90 }),
          ...named("long", { evaluation_periods: 300 }),
          ...named("topic", { alarm_actions: ["on-call"] }),
          ...named("number", { threshold: null }),
        },
      }),
      rules,
    });
    const at = (name: string) => result.errorsAt[`aws_cloudwatch_metric_alarm.${name}`]?.join() ?? "";
    expect(at("both")).toContain("exactly one of statistic and extended_statistic");
    expect(at("neither")).toContain("exactly one of statistic and extended_statistic");
    expect(at("percentile")).toContain("invalid value for extended_statistic");
    expect(at("period")).toContain("period must be 10, 20, 30 or a multiple of 60");
    expect(at("long")).toContain("cannot be checked across more than 1 days");
    expect(at("topic")).toContain('"on-call" is an invalid ARN');
    expect(at("number")).toContain("one of threshold and threshold_metric_id must be specified");
  },
  TIMEOUT,
);

test(
  "a dashboard is refused for a body that CloudWatch does not show",
  async () => {
    const body = (widgets: unknown) => ({ dashboard_name: "mlops", dashboard_body: JSON.stringify({ widgets }) });
    const result = await runTrap({
      config: stackOf({
        aws_cloudwatch_dashboard: {
          text: { dashboard_name: "mlops", dashboard_body: "{" },
          kind: body([{ type: "graph", properties: {} }]),
          region: body([{ type: "metric", properties: { metrics: [] } }]),
          width: body([{ type: "text", width: 30, properties: { markdown: "x" } }]),
          name: { dashboard_name: "ml ops", dashboard_body: JSON.stringify({ widgets: [] }) },
        },
      }),
      rules,
    });
    const at = (name: string) => result.errorsAt[`aws_cloudwatch_dashboard.${name}`]?.join() ?? "";
    expect(at("text")).toContain("invalid JSON");
    expect(at("kind")).toContain("/widgets/0/type Should be one of");
    expect(at("region")).toContain("Should have required property 'region'");
    expect(at("width")).toContain("/widgets/0/width Should be from 1 to 24");
    expect(at("name")).toContain("invalid dashboard name");
  },
  TIMEOUT,
);

test(
  "a budget is refused for what Budgets does not count or tell",
  async () => {
    const named = (name: string, changes: JsonObject) => ({ [name]: budget({ name, ...changes }) });
    const result = await runTrap({
      config: stackOf({
        aws_budgets_budget: {
          ...named("yearly", { time_unit: "YEARLY" }),
          ...named("euro", { limit_unit: "EUR" }),
          ...named("endless", { limit_amount: null, limit_unit: null }),
          colon: budget({ name: "a:b" }),
          ...named("nobody", { notification: [notification({ subscriber_email_addresses: null })] }),
          ...named("often", { notification: [notification({ notification_type: "WEEKLY" })] }),
          ...named("tag", { cost_filter: [{ name: "TagKeyValue", values: ["platform=mlops"] }] }),
        },
      }),
      rules,
    });
    const at = (name: string) => result.errorsAt[`aws_budgets_budget.${name}`]?.join() ?? "";
    expect(at("yearly")).toContain("time_unit");
    expect(at("euro")).toContain("Unit EUR is not valid for a budget of type COST");
    expect(at("endless")).toContain("exactly one of limit_amount, planned_limit and auto_adjust_data");
    expect(at("colon")).toContain("at most 100 characters and no : or");
    expect(at("nobody")).toContain("Notification must have at least one subscriber!");
    expect(at("often")).toContain("expected notification_type to be one of");
    expect(at("tag")).toContain("TagKeyValue is written user:<key>$<value>");
  },
  TIMEOUT,
);

test(
  "a budget can't tell a topic that does not exist, nor a metric filter read a log group that does not",
  async () => {
    const topic = "arn:aws:sns:eu-central-1:111122223333:gone";
    const result = await runTrap({
      config: stackOf({
        aws_budgets_budget: {
          monthly: budget({
            notification: [notification({ subscriber_email_addresses: null, subscriber_sns_topic_arns: [topic] })],
          }),
        },
        aws_cloudwatch_log_metric_filter: {
          rejections: {
            name: "rejections",
            log_group_name: "/mlops/gone",
            pattern: "{ $.status = 403 }",
            metric_transformation: [{ name: "Rejections", namespace: "Mlops", value: "1" }],
          },
        },
      }),
      rules,
    });
    expect(result.errorsAt["aws_budgets_budget.monthly"]?.join()).toContain(`the SNS topic ${topic} does not exist`);
    expect(result.errorsAt["aws_cloudwatch_log_metric_filter.rejections"]?.join()).toContain(
      "The specified log group does not exist",
    );
  },
  TIMEOUT,
);

test(
  "a metric filter is refused for a pattern that is not closed and for AWS's own namespaces",
  async () => {
    const filter = (pattern: string, namespace: string, more: JsonObject = {}): JsonObject => ({
      name: "x",
      log_group_name: "/mlops/api",
      pattern,
      metric_transformation: [{ name: "Rejections", namespace, value: "1", ...more }],
    });
    const result = await runTrap({
      config: stackOf({
        aws_cloudwatch_log_metric_filter: {
          open: filter("{ ($.status = 403 }", "Mlops"),
          namespace: filter("{ $.status = 403 }", "AWS/ApiGateway"),
          both: filter("{ $.status = 403 }", "Mlops", { default_value: "0", dimensions: { path: "$.path" } }),
        },
      }),
      rules,
    });
    const at = (name: string) => result.errorsAt[`aws_cloudwatch_log_metric_filter.${name}`]?.join() ?? "";
    expect(at("open")).toContain("Invalid metric filter pattern");
    expect(at("namespace")).toContain("does not begin with AWS/");
    expect(at("both")).toContain("can't have a default value");
  },
  TIMEOUT,
);

describe("a listener at which people sign in", () => {
  const action = (oidc: JsonObject): JsonObject => ({
    type: "authenticate-oidc",
    order: 1,
    authenticate_oidc: [
      {
        issuer: "https://login.example.com",
        authorization_endpoint: "https://login.example.com/authorize",
        token_endpoint: "https://login.example.com/token",
        user_info_endpoint: "https://login.example.com/userinfo",
        client_id: "ui",
        client_secret: "${data.aws_secretsmanager_secret_version.client.secret_string}",
        ...oidc,
      },
    ],
  });
  const forward: JsonObject = { type: "forward", order: 2, target_group_arn: "${aws_lb_target_group.people.arn}" };
  const listener = (changes: JsonObject): JsonObject => ({
    load_balancer_arn: "${aws_lb.people.arn}",
    port: 443,
    protocol: "HTTPS",
    certificate_arn: "arn:aws:acm:eu-central-1:123456789012:certificate/1a2b",
    default_action: [action({}), forward],
    ...changes,
  });
  const apply = (changes: JsonObject, secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:ui-AbCdEf") => {
    const config = stackOf(NETWORK, {
      aws_lb: { people: { name: "people", subnets: PUBLIC, depends_on: ["aws_internet_gateway.igw"] } },
      aws_lb_target_group: {
        people: { name: "people", port: 8081, protocol: "HTTP", target_type: "ip", vpc_id: "${aws_vpc.vpc.id}" },
      },
      aws_lb_listener: { people: listener(changes) },
    });
    const data = { aws_secretsmanager_secret_version: { client: { secret_id: secret } } };
    return runTrap({ config: { ...config, data }, rules });
  };

  test(
    "applies and plans empty",
    async () => {
      const { errors, changes } = await apply({});
      expect([errors, changes]).toEqual([[], {}]);
    },
    TIMEOUT,
  );

  test.each<[string, JsonObject, string]>([
    [
      "without TLS",
      { protocol: "HTTP", certificate_arn: null },
      "Authenticate actions are only supported on HTTPS listeners",
    ],
    ["without a certificate", { certificate_arn: null }, "A certificate must be specified for HTTPS listeners"],
    [
      "with a plain http endpoint",
      { default_action: [action({ token_endpoint: "http://login.example.com/token" }), forward] },
      "token_endpoint must be a full URL, including the HTTPS protocol",
    ],
    [
      "with a session that is too long",
      { default_action: [action({ session_timeout: 700_000 }), forward] },
      "must be from 1 to 604800 seconds",
    ],
    [
      "that forwards nowhere",
      { default_action: [action({})] },
      "the last action must be forward, redirect or fixed-response",
    ],
  ])(
    "%s is refused",
    async (_what, changes, message) => {
      expect((await apply(changes)).errors.join()).toContain(message);
    },
    TIMEOUT,
  );

  test(
    "needs a client secret that exists",
    async () => {
      const gone = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:ui-AbCdEf";
      expect((await apply({}, gone)).errors.join()).toContain("Secrets Manager can't find the specified secret");
    },
    TIMEOUT,
  );
});
