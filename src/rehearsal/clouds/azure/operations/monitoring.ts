import { measure } from "../../../simulator/measure";
import { block, blocks, number, text } from "../../../simulator/readers";
import type { Fact } from "../../../simulator/row-facts";
import type { Acts } from "../../../simulator/row-rule";
import type { Values } from "../../../simulator/rule";
import { fill } from "../../../simulator/writers";
import { isSame, parentId, select } from "../ids";
import { leftovers } from "../resources/groups";
import { feature } from "../session";

/** Another setting of the same resource that sends one of the same categories to the same place. */
function twinAt(sink: string): Fact {
  return ({ account, type }, values) => {
    const { target_resource_id, id } = values;
    const categories = (of: Values) =>
      blocks(of, "enabled_log").map((log) => text(log, "category") ?? text(log, "category_group"));
    return select(account, type, { target_resource_id, [sink]: values[sink] })
      .filter((other) => !isSame(other.id, id))
      .flatMap((other) => {
        const twice = categories(other).find((category) => categories(values).includes(category));
        return twice === undefined ? [] : [`'${String(other.name)}' for category '${twice}'`];
      })[0];
  };
}

/** The minutes that a criterion of an alert looks at. */
function lookedAt(values: Values, criteria: Values): number {
  const evaluated = number(block(criteria, "failing_periods"), "number_of_evaluation_periods") ?? 1;
  return measure(String(values.window_duration)) * evaluated;
}

export const monitoringActs: Readonly<Record<string, Acts>> = {
  azurerm_application_insights: {
    // Azure makes an alert rule and an action group in the group some minutes later. The provider can switch off the rule alone:
    // https://github.com/hashicorp/terraform-provider-azurerm/issues/22163
    create: (context) => {
      const { account, values } = context;
      const group = parentId(String(values.id)) ?? "";
      const rule = `${group}/providers/microsoft.alertsmanagement/smartDetectorAlertRules/Failure Anomalies - ${String(values.name)}`;
      const actions = `${group}/providers/microsoft.insights/actionGroups/Application Insights Smart Detection`;
      const isSwitchedOff = feature(context, "application_insights", "disable_generated_rule", false);
      leftovers(account).push(...(isSwitchedOff ? [actions] : [rule, actions]));
    },
  },
  // @see https://learn.microsoft.com/en-us/azure/azure-monitor/platform/diagnostic-settings
  azurerm_monitor_diagnostic_setting: {
    facts: { workspace_twin: twinAt("log_analytics_workspace_id"), storage_twin: twinAt("storage_account_id") },
  },
  azurerm_monitor_scheduled_query_rules_alert_v2: {
    facts: {
      is_too_long: ({ values }, criteria) => lookedAt(values, criteria) > 2880,
      is_too_rare: ({ values }, criteria) => measure(String(values.evaluation_frequency)) > lookedAt(values, criteria),
    },
  },
  azurerm_consumption_budget_resource_group: {
    facts: {
      month: () => new Date().toISOString().slice(0, 7),
      is_past: (_, period) => (text(period, "start_date") ?? "").slice(0, 7) < new Date().toISOString().slice(0, 7),
    },
    create: ({ values }) => {
      for (const period of blocks(values, "time_period")) {
        const start = text(period, "start_date") ?? "";
        fill(period, { end_date: `${Number(start.slice(0, 4)) + 10}${start.slice(4)}` });
      }
    },
  },
};
