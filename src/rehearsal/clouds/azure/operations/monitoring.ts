import { measure } from "../../../simulator/measure";
import { block, blocks, number, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { isSame, select } from "../ids";
import { leftovers } from "../resources/groups";
import { feature } from "../session";

/** @see https://learn.microsoft.com/en-us/azure/azure-monitor/platform/diagnostic-settings */
function checkSetting({ account, values }: CreateContext): void {
  const { target_resource_id: target } = values;
  const categories = (of: CreateContext["values"]): string[] =>
    blocks(of, "enabled_log").map((log) => text(log, "category") ?? text(log, "category_group") ?? "");
  for (const other of select(account, "azurerm_monitor_diagnostic_setting", { target_resource_id: target })) {
    if (isSame(other.id, values.id)) continue;
    for (const sink of ["log_analytics_workspace_id", "storage_account_id"]) {
      const twice = categories(other).find((category) => categories(values).includes(category));
      if (text(values, sink) !== undefined && isSame(values[sink], other[sink]) && twice !== undefined)
        refuse(
          `Conflict: Data sink '${String(values[sink])}' is already used in diagnostic setting '${String(other.name)}' for category '${twice}'. Data sinks can't be reused in different settings on the same category for the same resource.`,
          sink,
        );
    }
  }
}

function checkQueryAlert({ values }: CreateContext): void {
  const [window, frequency] = [measure(String(values.window_duration)), measure(String(values.evaluation_frequency))];
  for (const criteria of blocks(values, "criteria")) {
    const evaluated = number(block(criteria, "failing_periods"), "number_of_evaluation_periods") ?? 1;
    if (window * evaluated > 2880)
      refuse(
        "BadRequest: window_duration times number_of_evaluation_periods must not exceed 48 hours",
        "window_duration",
      );
    if (frequency > window * evaluated)
      refuse(
        "BadRequest: evaluation_frequency must not exceed window_duration times number_of_evaluation_periods",
        "evaluation_frequency",
      );
  }
}

export const monitoringActs: Readonly<Record<string, Acts>> = {
  azurerm_application_insights: {
    // Azure makes an alert rule and an action group in the group some minutes later. The provider can switch off the rule alone:
    // https://github.com/hashicorp/terraform-provider-azurerm/issues/22163
    create: (context) => {
      const { account, values } = context;
      const [group = ""] = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/.exec(String(values.id)) ?? [];
      const rule = `${group}/providers/microsoft.alertsmanagement/smartDetectorAlertRules/Failure Anomalies - ${String(values.name)}`;
      const actions = `${group}/providers/microsoft.insights/actionGroups/Application Insights Smart Detection`;
      const isSwitchedOff = feature(context, "application_insights", "disable_generated_rule", false);
      leftovers(account).push(...(isSwitchedOff ? [actions] : [rule, actions]));
    },
  },
  azurerm_monitor_diagnostic_setting: { check: checkSetting },
  azurerm_monitor_scheduled_query_rules_alert_v2: { check: checkQueryAlert },
  azurerm_consumption_budget_resource_group: {
    create: ({ values }) => {
      const [period] = blocks(values, "time_period");
      const start = text(period, "start_date") ?? "";
      const month = new Date().toISOString().slice(0, 7);
      if (start.slice(0, 7) < month)
        refuse(
          `BadRequest: Start date should not be prior to the start of the current time grain period (${month}-01): ${start}`,
          "time_period",
        );
      if (period !== undefined) fill(period, { end_date: `${Number(start.slice(0, 4)) + 10}${start.slice(4)}` });
    },
  },
};
