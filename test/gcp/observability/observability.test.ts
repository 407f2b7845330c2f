import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TerraformResource, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { Construct } from "constructs";
import { Size } from "../../../src/core";
import { Observability, type ObservabilityProps } from "../../../src/gcp/observability/observability";
import { OPERATIONS_GUIDE } from "../../../src/gcp/guide";
import { refusedFields } from "../../support/refusal";
import { Synthesized, type Block } from "../../support/synthesized";
import { someEndpoint } from "../model-endpoint/fixture";

const GATEWAY = { gatewayId: "mlops-dev", region: "us-central1", service: "mlops.apigateway.p.cloud.goog" };
const SERVERS = { serviceName: "mlops-dev-mlflow", region: "us-east4" };
const DATABASE = { databaseId: "my-project:mlops-dev-db-1", connectionLimit: 400 };
const ALL = { gateway: GATEWAY, servers: SERVERS, database: DATABASE };
const CHANNEL = "projects/my-project/notificationChannels/123";
const COMPONENT = { prefix: "mlops-dev", size: Size.DEV, region: "us-east4", tags: { team: "ml" } };

function emptyStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "test");
  new GoogleProvider(stack, "Google", { project: "my-project" });
  new RandomProvider(stack, "Random");
  return stack;
}

function observed(props: Partial<ObservabilityProps> = {}): Synthesized {
  const stack = emptyStack();
  new Observability(stack, "Observability", { ...COMPONENT, alarms: true, ...ALL, ...props });
  return Synthesized.of(stack);
}

const alarms = (stack: Synthesized): Block[] => Object.values(stack.all("google_monitoring_alert_policy"));
const names = (stack: Synthesized): string[] => alarms(stack).map((each) => String(each.display_name));
const alarm = (stack: Synthesized, name: string): Block =>
  alarms(stack).find((each) => each.display_name === `mlops-dev-${name}`) ?? {};
const threshold = (each: Block): Block => (each.conditions as Block[])[0]?.condition_threshold as Block;
const aggregation = (each: Block): Block => (threshold(each).aggregations as Block[])[0] ?? {};

test("dev has nothing unless it is asked for, and prod has alarms and a request log", () => {
  const wanted = (props: Partial<ObservabilityProps>) => Observability.isWanted({ ...COMPONENT, ...ALL, ...props });
  expect(wanted({})).toBe(false);
  expect(wanted({ alarms: true })).toBe(true);
  expect(wanted({ requestLog: true })).toBe(true);
  expect(wanted({ requestLog: true, gateway: undefined })).toBe(true);
  expect(wanted({ requestLog: true, gateway: undefined, servers: undefined })).toBe(false);
  expect(wanted({ budget: { monthlyAmount: 10 } })).toBe(true);
  expect(wanted({ size: Size.PROD })).toBe(true);
  const prod = observed({ alarms: undefined, size: Size.PROD });
  expect(names(prod)).toHaveLength(7);
  expect(prod.one("google_logging_project_sink")).toBeDefined();
});

test("each alarm says where to read on, ends by itself, and carries the labels", () => {
  const stack = observed();
  expect(names(stack).sort()).toEqual([
    "mlops-dev-database-connections",
    "mlops-dev-database-cpu",
    "mlops-dev-database-storage",
    "mlops-dev-gateway-errors",
    "mlops-dev-gateway-latency",
    "mlops-dev-gateway-rejections",
    "mlops-dev-unhealthy-servers",
  ]);
  for (const each of alarms(stack)) {
    expect(each.documentation).toEqual({
      content: expect.stringMatching(/\. What to do: docs\/operations-gcp\.md, [a-z-]+$/) as string,
      mime_type: "text/markdown",
    });
    expect(each).toMatchObject({
      combiner: "OR",
      alert_strategy: { auto_close: "1800s" },
      user_labels: { team: "ml" },
    });
  }
});

test("each alarm restricts metric and resource, of one component, and compares by a comparison that the service has", () => {
  const component =
    /gateway_id = "mlops-dev"|service_name = "mlops-dev-mlflow"|database_id = "my-project:mlops-dev-db-1"/;
  for (const each of alarms(observed())) {
    const { filter, comparison, duration } = threshold(each);
    expect(filter).toMatch(/^metric\.type = "\S+" AND resource\.type = "\S+" AND /);
    expect(filter).toMatch(component);
    expect([comparison, duration]).toEqual(["COMPARISON_GT", "0s"]);
    expect(aggregation(each).alignment_period).toMatch(/^(300|900)s$/);
  }
});

test("401 and 403 are rejections, 5XX are errors, and a count that reaches its threshold alarms", () => {
  const stack = observed({ thresholds: { gatewayErrors: 7 } });
  const common =
    'metric.type = "apigateway.googleapis.com/proxy/request_count" AND resource.type = "apigateway.googleapis.com/Gateway"' +
    ' AND resource.labels.gateway_id = "mlops-dev" AND resource.labels.location = "us-central1" AND ';
  const summed = { alignment_period: "300s", per_series_aligner: "ALIGN_DELTA", cross_series_reducer: "REDUCE_SUM" };
  const rejections = alarm(stack, "gateway-rejections");
  expect(threshold(rejections)).toMatchObject({
    filter: `${common}metric.labels.response_code_class = "4xx"`,
    threshold_value: 19,
  });
  const errors = alarm(stack, "gateway-errors");
  expect(threshold(errors)).toMatchObject({
    filter: `${common}metric.labels.response_code_class = "5xx"`,
    threshold_value: 6,
  });
  expect(aggregation(errors)).toEqual(summed);
  expect(aggregation(rejections)).toEqual(summed);
});

test("latency is the p99 of all revisions in milliseconds over 15 minutes", () => {
  const latency = alarm(observed({ thresholds: { latencySeconds: 3 } }), "gateway-latency");
  expect(threshold(latency)).toMatchObject({
    filter:
      'metric.type = "run.googleapis.com/request_latencies" AND resource.type = "cloud_run_revision"' +
      ' AND resource.labels.service_name = "mlops-dev-mlflow" AND resource.labels.location = "us-east4"',
    threshold_value: 3000,
  });
  expect(aggregation(latency)).toEqual({
    alignment_period: "900s",
    per_series_aligner: "ALIGN_DELTA",
    cross_series_reducer: "REDUCE_PERCENTILE_99",
  });
});

test("servers that fail their startup probes three times alarm", () => {
  const { filter, threshold_value } = threshold(alarm(observed(), "unhealthy-servers"));
  expect(filter).toContain('"run.googleapis.com/container/completed_probe_count"');
  expect(filter).toContain('metric.labels.probe_type = "STARTUP" AND metric.labels.is_healthy = false');
  expect(threshold_value).toBe(2);
});

test("the database's percentages are parts of one, and its connections are summed over its databases", () => {
  const stack = observed({ thresholds: { databaseConnections: 7, databaseStoragePercent: 70 } });
  const metric = (name: string) => {
    const { filter, threshold_value } = threshold(alarm(stack, name));
    const { per_series_aligner: aligner, cross_series_reducer: reducer } = aggregation(alarm(stack, name));
    return [
      /metric\.type = "cloudsql\.googleapis\.com\/database\/(\S+)"/.exec(String(filter))?.[1],
      threshold_value,
      aligner,
      reducer,
    ];
  };
  expect(metric("database-cpu")).toEqual(["cpu/utilization", 0.8, "ALIGN_MEAN", undefined]);
  expect(metric("database-connections")).toEqual(["postgresql/num_backends", 7, "ALIGN_MAX", "REDUCE_SUM"]);
  expect(metric("database-storage")).toEqual(["disk/utilization", 0.7, "ALIGN_MAX", undefined]);
});

test("connections alarm at three quarters of what the database's machine type takes", () => {
  const of = (connectionLimit: number) =>
    threshold(alarm(observed({ database: { ...DATABASE, connectionLimit } }), "database-connections")).threshold_value;
  expect([25, 100, 400].map(of)).toEqual([19, 75, 300]);
});

test("servers and a database that exist elsewhere leave the gateway's alarms alone", () => {
  const stack = observed({ servers: undefined, database: undefined });
  expect(names(stack).sort()).toEqual(["mlops-dev-gateway-errors", "mlops-dev-gateway-rejections"]);
});

test("each address has one channel, which a removed address does not leave behind, and existing channels are added", () => {
  const stack = observed({ emails: ["a@b.de", "c@d.de"], notificationChannels: [CHANNEL] });
  const channels = stack.all("google_monitoring_notification_channel");
  expect(Object.values(channels).map(({ labels }) => labels)).toEqual([
    { email_address: "a@b.de" },
    { email_address: "c@d.de" },
  ]);
  for (const each of Object.values(channels)) expect(each).toMatchObject({ type: "email", force_delete: true });
  const expected = [
    ...Object.keys(channels).map((name) => `\${google_monitoring_notification_channel.${name}.name}`),
    CHANNEL,
  ];
  for (const each of alarms(stack)) expect(each.notification_channels).toEqual(expected);
});

test("the logs of gateway and servers, and no others, go to a bucket of the platform's own", () => {
  const stack = observed({ requestLog: true, logRetentionDays: 30 });
  const bucket = stack.one("google_logging_project_bucket_config");
  expect(bucket).toMatchObject({
    location: "us-east4",
    retention_days: 30,
    project: expect.stringMatching(/^\$\{data\.google_project\.\w+\.project_id\}$/) as string,
    bucket_id: `mlops-dev-logs-\${${stack.address("random_id")}.hex}`,
  });
  const sink = stack.one("google_logging_project_sink");
  expect(sink).toMatchObject({
    destination: `logging.googleapis.com/\${${stack.address("google_logging_project_bucket_config")}.id}`,
    unique_writer_identity: true,
  });
  expect(sink.filter).toBe(
    '(resource.type="apigateway.googleapis.com/Gateway" AND resource.labels.gateway_id="mlops-dev" AND resource.labels.location="us-central1")' +
      ' OR (resource.type="cloud_run_revision" AND resource.labels.service_name="mlops-dev-mlflow" AND resource.labels.location="us-east4")',
  );
});

test("a request log alone has no channel and no alarm, and keeps entries for 90 days", () => {
  const stack = observed({ alarms: false, requestLog: true, servers: undefined });
  expect(names(stack)).toEqual([]);
  expect(stack.all("google_monitoring_notification_channel")).toEqual({});
  expect(stack.one("google_logging_project_bucket_config").retention_days).toBe(90);
  expect(stack.one("google_logging_project_sink").filter).not.toContain("cloud_run_revision");
});

test("a budget counts the project by its number, and notifies the channels at 80 and 100 percent", () => {
  const stack = observed({ alarms: false, budget: { monthlyAmount: 45 }, emails: ["ml@example.com"] });
  expect(names(stack)).toEqual([]);
  const project = Object.keys((stack.json.data as { google_project: Block }).google_project);
  expect(project).toHaveLength(1);
  const reference = (attribute: string) => `\${data.google_project.${project.join()}.${attribute}}`;
  expect(stack.one("google_billing_budget")).toMatchObject({
    billing_account: reference("billing_account"),
    amount: { specified_amount: { units: "45" } },
    budget_filter: { projects: [`projects/${reference("number")}`] },
    threshold_rules: [
      { threshold_percent: 0.8, spend_basis: "CURRENT_SPEND" },
      { threshold_percent: 1, spend_basis: "FORECASTED_SPEND" },
    ],
    all_updates_rule: {
      monitoring_notification_channels: [`\${${stack.address("google_monitoring_notification_channel")}.name}`],
    },
  });
});

test("a budget without channels has no rule about them, which the service would refuse; log and budget read one project", () => {
  const stack = observed({ requestLog: true, budget: { monthlyAmount: 45 } });
  expect(stack.one("google_billing_budget").all_updates_rule).toBeUndefined();
  expect(Object.keys((stack.json.data as { google_project: Block }).google_project)).toHaveLength(1);
});

test("everything is created after the services that it needs are enabled", () => {
  const stack = emptyStack();
  const enabled = new TerraformResource(stack, "Enabled", { terraformResourceType: "time_sleep" });
  const services = Object.assign(new Construct(stack, "Services"), { dependencies: [enabled] });
  const props = { ...COMPONENT, services, alarms: true, ...ALL, emails: ["a@b.de"], budget: { monthlyAmount: 1 } };
  new Observability(stack, "Observability", { ...props, requestLog: true });
  const synthesized = Synthesized.of(stack);
  for (const type of [
    "google_billing_budget",
    "google_logging_project_bucket_config",
    "google_monitoring_alert_policy",
    "google_monitoring_notification_channel",
  ])
    for (const each of Object.values(synthesized.all(type))) expect(each.depends_on).toEqual(["time_sleep.Enabled"]);
});

test.each<[string, Partial<ObservabilityProps>, string]>([
  ["an address without @", { emails: ["ml.example.com"] }, "emails.0"],
  ["an address twice", { emails: ["a@b.de", "a@b.de"] }, "emails.1"],
  ["addresses for nothing", { alarms: false, emails: ["a@b.de"] }, "emails"],
  ["channels for nothing", { alarms: false, notificationChannels: [CHANNEL] }, "notificationChannels"],
  ["a channel by its display name", { notificationChannels: ["on-call"] }, "notificationChannels.0"],
  [
    "more channels than a budget notifies",
    {
      budget: { monthlyAmount: 1 },
      emails: [..."abcde"].map((name) => `${name}@b.de`),
      notificationChannels: [CHANNEL],
    },
    "notificationChannels",
  ],
  ["days of a log that is not kept", { logRetentionDays: 30, requestLog: false }, "logRetentionDays"],
  ["days that Cloud Logging cannot keep", { logRetentionDays: 4000, requestLog: true }, "logRetentionDays"],
  ["a threshold of 0", { thresholds: { gatewayErrors: 0 } }, "thresholds.gatewayErrors"],
  [
    "a latency that the gateway never lets happen",
    { thresholds: { latencySeconds: 300 } },
    "thresholds.latencySeconds",
  ],
  ["CPU above 100 percent", { thresholds: { databaseCpuPercent: 120 } }, "thresholds.databaseCpuPercent"],
  ["storage of 100 percent", { thresholds: { databaseStoragePercent: 100 } }, "thresholds.databaseStoragePercent"],
  ["a budget with cents", { budget: { monthlyAmount: 45.5 } }, "budget.monthlyAmount"],
  ["a budget of nothing", { budget: { monthlyAmount: 0 } }, "budget.monthlyAmount"],
])("refuses %s", (_what, props, field) => {
  expect(refusedFields(() => observed(props))).toEqual([field]);
});

test("thresholds that are converted must be literals; the others, the amount and names of channels may be tokens", () => {
  const stack = emptyStack();
  const variable = new TerraformVariable(stack, "v", {});
  const { numberValue, stringValue } = variable;
  const build = (props: Partial<ObservabilityProps>) => () => {
    stack.node.tryRemoveChild("Observability");
    new Observability(stack, "Observability", { ...COMPONENT, alarms: true, ...ALL, ...props });
  };
  expect(refusedFields(build({ thresholds: { latencySeconds: numberValue, gatewayErrors: numberValue } }))).toEqual([
    "thresholds.gatewayErrors",
    "thresholds.latencySeconds",
  ]);
  expect(refusedFields(build({ emails: [stringValue] }))).toEqual(["emails.0"]);
  build({
    thresholds: { databaseConnections: numberValue },
    notificationChannels: [stringValue],
    budget: { monthlyAmount: numberValue },
  })();
  const synthesized = Synthesized.of(stack);
  expect(threshold(alarm(synthesized, "database-connections")).threshold_value).toBe("${var.v}");
  expect(synthesized.one("google_billing_budget").amount).toEqual({ specified_amount: { units: "${var.v}" } });
});

test("the operations guide says what to do about every alarm", () => {
  const guide = readFileSync(join(__dirname, "..", "..", "..", OPERATIONS_GUIDE), "utf8");
  const ofEndpoint = names(someEndpoint({ alarms: true }));
  expect(ofEndpoint).toHaveLength(2);
  for (const name of [...names(observed()), ...ofEndpoint])
    expect(guide).toContain(`\n### ${name.replace(/^mlops-dev-(iris-)?/, "")}\n`);
});
