import type { Row } from "../row";

const GATEWAY = "API Management Service Contributor";
const SERVICE = "Microsoft.ApiManagement/service";

/** Container Apps and API Management. */
export const SERVERS: Readonly<Record<string, Row>> = {
  // The built-in roles of Container Apps name the actions below an app and an environment, not those of the two themselves.
  azurerm_container_app_environment: {
    role: "Contributor",
    type: "Microsoft.App/managedEnvironments",
    actions: "Microsoft.OperationalInsights/workspaces/sharedKeys/action",
    joins: { infrastructure_subnet_id: "Network Contributor", log_analytics_workspace_id: "Log Analytics Contributor" },
  },
  azurerm_container_app: {
    role: "Contributor",
    type: "Microsoft.App/containerApps",
    actions: "Microsoft.App/containerApps/listSecrets/action Microsoft.App/managedEnvironments/join/action",
    // Read fails without it: internal/services/containerapps/container_app_resource.go of the provider.
    reads: "Microsoft.App/containerApps/listSecrets/action",
  },
  azurerm_api_management: {
    role: GATEWAY,
    type: SERVICE,
    // The classic tiers have a developer portal, whose settings are read with their secrets.
    reads: `${SERVICE}/portalsettings/listSecrets/action ${SERVICE}/tenant/listSecrets/action`,
    readsOf: ["Developer_", "Basic_", "Standard_", "Premium_"],
    onSubscription:
      "Microsoft.ApiManagement/locations/deletedservices/read Microsoft.ApiManagement/locations/deletedservices/delete",
  },
  azurerm_api_management_api: { role: GATEWAY, type: `${SERVICE}/apis` },
  azurerm_api_management_api_operation: { role: GATEWAY, type: `${SERVICE}/apis/operations` },
  azurerm_api_management_api_operation_policy: { role: GATEWAY, type: `${SERVICE}/apis/operations/policies` },
  azurerm_api_management_api_policy: { role: GATEWAY, type: `${SERVICE}/apis/policies` },
  azurerm_api_management_api_diagnostic: { role: GATEWAY, type: `${SERVICE}/apis/diagnostics` },
  azurerm_api_management_logger: { role: GATEWAY, type: `${SERVICE}/loggers` },
  azurerm_api_management_named_value: { role: GATEWAY, type: `${SERVICE}/namedValues` },
};
