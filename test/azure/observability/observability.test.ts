import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformVariable } from "cdktf";
import { Observability, type ObservabilityProps } from "../../../src/azure";
import { OPERATIONS_GUIDE } from "../../../src/azure/guide";
import { Size } from "../../../src/core";
import { refusedFields } from "../../support/refusal";
import { Synthesized, type Block } from "../synthesized";
import { component } from "../fixture";
import { stackWithProviders } from "../gateway/fixture";

const ID = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/mlops/providers";
const GATEWAY = {
  serviceId: `${ID}/Microsoft.ApiManagement/service/mlops-dev-1`,
  serviceName: "mlops-dev-1",
  apiName: "mlflow",
};
const SERVERS = {
  containerAppId: `${ID}/Microsoft.App/containerApps/mlops-dev`,
  containerAppName: "mlops-dev",
  logAnalyticsWorkspaceId: `${ID}/Microsoft.OperationalInsights/workspaces/mlops-dev`,
};
const DATABASE = { serverId: `${ID}/Microsoft.DBforPostgreSQL/flexibleServers/mlops-dev` };
const ALL = { gateway: GATEWAY, servers: SERVERS, database: DATABASE };
const ACTION_GROUP = `${ID}/Microsoft.Insights/actionGroups/on-call`;

function observed(props: Partial<ObservabilityProps> = {}): Synthesized {
  const stack = stackWithProviders();
  new Observability(stack, "Observability", { ...component(stack), alarms: true, ...ALL, ...props });
  return Synthesized.of(stack);
}

const alarms = (stack: Synthesized): Block[] => Object.values(stack.all("azurerm_monitor_metric_alert"));
const names = (stack: Synthesized): string[] => alarms(stack).map((each) => String(each.name));
const alarm = (stack: Synthesized, name: string): Block =>
  alarms(stack).find((each) => each.name === `mlops-dev-${name}`) ?? {};
const criteria = (each: Block): Block => (each.criteria as Block[])[0] ?? {};

test("dev has nothing unless it is asked for, and prod has alarms and a request log", () => {
  const wanted = (props: Partial<ObservabilityProps>) =>
    Observability.isWanted({ ...component(stackWithProviders()), ...ALL, ...props });
  expect(wanted({})).toBe(false);
  expect(wanted({ alarms: true })).toBe(true);
  expect(wanted({ requestLog: true })).toBe(true);
  expect(wanted({ requestLog: true, gateway: undefined })).toBe(false);
  expect(wanted({ budget: { monthlyAmount: 10 } })).toBe(true);
  expect(wanted({ size: Size.PROD })).toBe(true);
  const prod = observed({ alarms: undefined, size: Size.PROD });
  expect(names(prod)).toHaveLength(7);
  expect(Object.keys(prod.all("azurerm_api_management_api_diagnostic"))).toHaveLength(1);
});

test("each alarm notifies the action group, says where to read on, and looks at one resource", () => {
  const stack = observed();
  const action = [{ action_group_id: `\${${stack.address("azurerm_monitor_action_group")}.id}` }];
  expect(names(stack).sort()).toEqual(
    [
      "mlops-dev-database-connections",
      "mlops-dev-database-cpu",
      "mlops-dev-database-storage",
      "mlops-dev-gateway-errors",
      "mlops-dev-gateway-latency",
      "mlops-dev-gateway-rejections",
      "mlops-dev-server-restarts",
    ].sort(),
  );
  for (const each of alarms(stack)) {
    expect(each.action).toEqual(action);
    expect(each.description).toMatch(/\. What to do: docs\/operations-azure\.md, [a-z-]+$/);
    expect(each.scopes).toHaveLength(1);
    expect(each.severity).toBe(1);
  }
});

test("an alarm on a new resource is accepted, although its metrics come later", () => {
  for (const each of alarms(observed())) expect(criteria(each).skip_metric_validation).toBe(true);
});

test("401 and 403 are rejections, 5XX are errors: of the metric that replaced the deprecated ones", () => {
  const stack = observed();
  const shared = { metric_namespace: "Microsoft.ApiManagement/service", metric_name: "Requests", aggregation: "Total" };
  expect(criteria(alarm(stack, "gateway-rejections"))).toMatchObject({
    ...shared,
    threshold: 20,
    dimension: [{ name: "GatewayResponseCode", operator: "Include", values: ["401", "403"] }],
  });
  expect(criteria(alarm(stack, "gateway-errors"))).toMatchObject({
    ...shared,
    threshold: 5,
    dimension: [{ name: "GatewayResponseCodeCategory", operator: "Include", values: ["5xx"] }],
  });
});

test("latency is an average in milliseconds over 15 minutes", () => {
  const latency = alarm(observed({ thresholds: { latencySeconds: 3 } }), "gateway-latency");
  expect(latency).toMatchObject({ window_size: "PT15M", frequency: "PT5M", scopes: [GATEWAY.serviceId] });
  expect(criteria(latency)).toMatchObject({ metric_name: "Duration", aggregation: "Average", threshold: 3000 });
});

test("servers and database are watched by their own metrics", () => {
  const stack = observed({ thresholds: { databaseConnections: 7, databaseStoragePercent: 70 } });
  const metric = (name: string) => {
    const { metric_namespace, metric_name, threshold, operator } = criteria(alarm(stack, name));
    return [metric_namespace, metric_name, operator, threshold];
  };
  const postgres = "Microsoft.DBforPostgreSQL/flexibleServers";
  expect(metric("server-restarts")).toEqual(["Microsoft.App/containerapps", "RestartCount", "GreaterThanOrEqual", 3]);
  expect(metric("database-cpu")).toEqual([postgres, "cpu_percent", "GreaterThan", 80]);
  expect(metric("database-connections")).toEqual([postgres, "active_connections", "GreaterThan", 7]);
  expect(metric("database-storage")).toEqual([postgres, "storage_percent", "GreaterThan", 70]);
});

test("servers and a database that exist elsewhere leave the gateway's alarms alone", () => {
  const stack = observed({ servers: undefined, database: undefined });
  expect(names(stack).sort()).toEqual([
    "mlops-dev-gateway-errors",
    "mlops-dev-gateway-latency",
    "mlops-dev-gateway-rejections",
  ]);
  expect(stack.all("azurerm_monitor_diagnostic_setting")).toEqual({});
});

test("the action group has each subscriber once, and a short name that Azure accepts", () => {
  const prefix = "a-prefix-of-20-chars";
  const group = observed({ prefix, emails: ["a@b.de", "c@d.de"] }).one("azurerm_monitor_action_group");
  expect(group.short_name).toBe("a-prefix-of-");
  expect((group.email_receiver as Block[]).map(({ name, email_address }) => [name, email_address])).toEqual([
    ["a@b.de", "a@b.de"],
    ["c@d.de", "c@d.de"],
  ]);
});

test("an action group of one's own is notified, and none is made", () => {
  const stack = observed({ actionGroupId: ACTION_GROUP, budget: { monthlyAmount: 100 } });
  expect(stack.all("azurerm_monitor_action_group")).toEqual({});
  for (const each of alarms(stack)) expect(each.action).toEqual([{ action_group_id: ACTION_GROUP }]);
  const notifications = stack.one("azurerm_consumption_budget_resource_group").notification as Block[];
  expect(notifications.map((each) => each.contact_groups)).toEqual([[ACTION_GROUP], [ACTION_GROUP]]);
});

test("every call is logged without bodies, headers and queries, also the ones that fail", () => {
  const stack = observed({ requestLog: true });
  const diagnostic = stack.one("azurerm_api_management_api_diagnostic");
  expect(diagnostic).toMatchObject({
    identifier: "applicationinsights",
    api_name: "mlflow",
    api_management_name: "mlops-dev-1",
    sampling_percentage: 100,
    always_log_errors: true,
    log_client_ip: false,
  });
  const hidden = { query_params: [{ mode: "Hide", value: "*" }] };
  for (const side of ["frontend", "backend"]) {
    expect(diagnostic[`${side}_request`]).toEqual({ body_bytes: 0, data_masking: hidden });
    expect(diagnostic[`${side}_response`]).toEqual({ body_bytes: 0 });
  }
});

test("the log is kept in the servers' workspace, and in one of its own where there are no servers", () => {
  const shared = observed({ requestLog: true });
  expect(shared.all("azurerm_log_analytics_workspace")).toEqual({});
  expect(shared.one("azurerm_application_insights").workspace_id).toBe(SERVERS.logAnalyticsWorkspaceId);
  const own = observed({ requestLog: true, servers: undefined });
  expect(own.one("azurerm_log_analytics_workspace").retention_in_days).toBe(30);
  expect(own.one("azurerm_application_insights").workspace_id).toBe(
    `\${${own.address("azurerm_log_analytics_workspace")}.id}`,
  );
});

test("the logger's secret is a reference to Application Insights, never a literal", () => {
  const stack = observed({ requestLog: true });
  const insights = stack.address("azurerm_application_insights");
  expect(stack.one("azurerm_api_management_logger")).toMatchObject({
    application_insights: { connection_string: `\${${insights}.connection_string}` },
    resource_id: `\${${insights}.id}`,
  });
});

test("a request log alone has no action group and no alarm", () => {
  const stack = observed({ alarms: false, requestLog: true });
  expect(names(stack)).toEqual([]);
  expect(stack.all("azurerm_monitor_action_group")).toEqual({});
  expect(stack.one("azurerm_api_management_logger")).toBeDefined();
});

test("with alarms the database's log goes to the servers' workspace", () => {
  expect(observed().one("azurerm_monitor_diagnostic_setting")).toMatchObject({
    target_resource_id: DATABASE.serverId,
    log_analytics_workspace_id: SERVERS.logAnalyticsWorkspaceId,
    enabled_log: [{ category: "PostgreSQLLogs" }],
  });
  expect(observed({ alarms: false, requestLog: true }).all("azurerm_monitor_diagnostic_setting")).toEqual({});
});

test("a budget without alarms has an action group, and begins in the month of the first deploy for good", () => {
  const stack = observed({ alarms: false, budget: { monthlyAmount: 45.5 }, emails: ["ml@example.com"] });
  expect(names(stack)).toEqual([]);
  const budget = stack.one("azurerm_consumption_budget_resource_group");
  expect(budget).toMatchObject({
    amount: 45.5,
    time_grain: "Monthly",
    resource_group_id: expect.any(String) as string,
  });
  expect(budget.time_period).toEqual({
    start_date: `\${formatdate("YYYY-MM'-01T00:00:00Z'", ${stack.address("time_static")}.rfc3339)}`,
  });
  const group = `\${${stack.address("azurerm_monitor_action_group")}.id}`;
  expect(budget.notification).toEqual([
    { operator: "GreaterThan", threshold: 80, threshold_type: "Actual", contact_groups: [group] },
    { operator: "GreaterThan", threshold: 100, threshold_type: "Forecasted", contact_groups: [group] },
  ]);
});

test.each<[string, Partial<ObservabilityProps>, string]>([
  ["an address without @", { emails: ["ml.example.com"] }, "emails.0"],
  ["an address twice", { emails: ["a@b.de", "a@b.de"] }, "emails.1"],
  ["subscribers of an action group of one's own", { emails: ["a@b.de"], actionGroupId: ACTION_GROUP }, "emails"],
  ["subscribers of nothing", { alarms: false, emails: ["a@b.de"] }, "emails"],
  ["an action group of nothing", { alarms: false, actionGroupId: ACTION_GROUP }, "actionGroupId"],
  ["an action group by its name", { actionGroupId: "on-call" }, "actionGroupId"],
  ["a threshold of 0", { thresholds: { gatewayErrors: 0 } }, "thresholds.gatewayErrors"],
  ["a latency that the gateway never lets happen", { thresholds: { latencySeconds: 60 } }, "thresholds.latencySeconds"],
  ["CPU above 100 percent", { thresholds: { databaseCpuPercent: 120 } }, "thresholds.databaseCpuPercent"],
  ["storage of 100 percent", { thresholds: { databaseStoragePercent: 100 } }, "thresholds.databaseStoragePercent"],
  ["a budget below Azure's smallest", { budget: { monthlyAmount: 0.5 } }, "budget.monthlyAmount"],
])("refuses %s", (_what, props, field) => {
  expect(refusedFields(() => observed(props))).toEqual([field]);
});

test("a latency that is compared in milliseconds, and addresses that name receivers, must be literals", () => {
  const stack = stackWithProviders();
  const variable = new TerraformVariable(stack, "v", {});
  const build = (props: Partial<ObservabilityProps>) => () =>
    new Observability(stack, "Observability", { ...component(stackWithProviders()), alarms: true, ...props });
  expect(refusedFields(build({ thresholds: { latencySeconds: variable.numberValue } }))).toEqual([
    "thresholds.latencySeconds",
  ]);
  stack.node.tryRemoveChild("Observability");
  expect(refusedFields(build({ emails: [variable.stringValue] }))).toEqual(["emails.0"]);
});

test("the operations guide says what to do about every alarm, which names the page", () => {
  const guide = readFileSync(join(__dirname, "..", "..", "..", OPERATIONS_GUIDE), "utf8");
  for (const name of names(observed())) {
    const heading = name.replace("mlops-dev-", "");
    expect(guide).toContain(`\n### ${heading}\n`);
    expect(alarm(observed(), heading).description).toContain(`${OPERATIONS_GUIDE}, ${heading}`);
  }
});
