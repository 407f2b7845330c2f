import type * as apiManagementApiDiagnostic from "@cdktf/provider-azurerm/lib/api-management-api-diagnostic";
import type * as apiManagementLogger from "@cdktf/provider-azurerm/lib/api-management-logger";
import type * as applicationInsights from "@cdktf/provider-azurerm/lib/application-insights";
import type * as consumptionBudgetResourceGroup from "@cdktf/provider-azurerm/lib/consumption-budget-resource-group";
import type * as logAnalyticsWorkspace from "@cdktf/provider-azurerm/lib/log-analytics-workspace";
import type * as monitorActionGroup from "@cdktf/provider-azurerm/lib/monitor-action-group";
import type * as monitorDiagnosticSetting from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import type * as monitorMetricAlert from "@cdktf/provider-azurerm/lib/monitor-metric-alert";
import type * as timeStatic from "@cdktf/provider-time/lib/static-resource";

/** Bindings of optional resources. Each is loaded when its first resource is created. */
export const OptionalBindings = {
  apiManagementApiDiagnostic: (): typeof apiManagementApiDiagnostic =>
    require("@cdktf/provider-azurerm/lib/api-management-api-diagnostic"),
  apiManagementLogger: (): typeof apiManagementLogger => require("@cdktf/provider-azurerm/lib/api-management-logger"),
  applicationInsights: (): typeof applicationInsights => require("@cdktf/provider-azurerm/lib/application-insights"),
  consumptionBudgetResourceGroup: (): typeof consumptionBudgetResourceGroup =>
    require("@cdktf/provider-azurerm/lib/consumption-budget-resource-group"),
  logAnalyticsWorkspace: (): typeof logAnalyticsWorkspace =>
    require("@cdktf/provider-azurerm/lib/log-analytics-workspace"),
  monitorActionGroup: (): typeof monitorActionGroup => require("@cdktf/provider-azurerm/lib/monitor-action-group"),
  monitorDiagnosticSetting: (): typeof monitorDiagnosticSetting =>
    require("@cdktf/provider-azurerm/lib/monitor-diagnostic-setting"),
  monitorMetricAlert: (): typeof monitorMetricAlert => require("@cdktf/provider-azurerm/lib/monitor-metric-alert"),
  timeStatic: (): typeof timeStatic => require("@cdktf/provider-time/lib/static-resource"),
};
