import type { Row } from "../row";

const MONITORING = "Monitoring Contributor";
const WORKSPACE = "Microsoft.OperationalInsights/workspaces";

/** Logs, alarms and costs. */
export const OPERATIONS: Readonly<Record<string, Row>> = {
  // Its shared keys are read too, but a refresh goes on without them.
  azurerm_log_analytics_workspace: {
    role: "Log Analytics Contributor",
    type: WORKSPACE,
    actions: `${WORKSPACE}/sharedKeys/action`,
  },
  azurerm_application_insights: {
    role: MONITORING,
    type: "Microsoft.Insights/components",
    joins: { workspace_id: "Log Analytics Contributor" },
  },
  azurerm_monitor_diagnostic_setting: {
    role: MONITORING,
    type: "Microsoft.Insights/diagnosticSettings",
    actions: `${WORKSPACE}/sharedKeys/action`,
    in: "target_resource_id",
    joins: { log_analytics_workspace_id: "Log Analytics Contributor" },
  },
  azurerm_monitor_metric_alert: { role: MONITORING, type: "Microsoft.Insights/metricAlerts" },
  azurerm_monitor_scheduled_query_rules_alert_v2: { role: MONITORING, type: "Microsoft.Insights/scheduledQueryRules" },
  azurerm_monitor_action_group: { role: MONITORING, type: "Microsoft.Insights/actionGroups" },
  azurerm_consumption_budget_resource_group: {
    role: "Cost Management Contributor",
    type: "Microsoft.Consumption/budgets",
    in: "resource_group_id",
  },
};
