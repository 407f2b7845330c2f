import { addPrincipal } from "../../../../src/rehearsal/clouds/azure/entra/directory";
import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { AzureProvider, inGroup, PLACE } from "./provider";

/** Snowflake's application for the storage of our account, to which a human consented. */
export const SNOWFLAKE = "99999999-aaaa-4bbb-8ccc-dddddddddddd";

export const NETWORK = inGroup("Microsoft.Network/virtualNetworks/net");
export const subnetId = (name: string): string => `${NETWORK}/subnets/${name}`;
export const WORKSPACE = inGroup("Microsoft.OperationalInsights/workspaces/logs");
export const ENVIRONMENT = inGroup("Microsoft.App/managedEnvironments/env");
export const IDENTITY = inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/app");
export const STORAGE = inGroup("Microsoft.Storage/storageAccounts/artifacts");
export const SERVER = inGroup("Microsoft.DBforPostgreSQL/flexibleServers/server");
export const SERVICE = inGroup("Microsoft.ApiManagement/service/api");
export const ZONE = inGroup("Microsoft.Network/privateDnsZones/mlops.postgres.database.azure.com");

const delegated = (service: string | undefined): Values =>
  service === undefined ? {} : { delegation: [{ name: "d", service_delegation: [{ name: service, actions: ["a"] }] }] };

/** An account in which a network, its subnets, a gateway, an app's environment, a storage account and a database exist. */
export function world(types: readonly string[], features: Values = {}, settings: Values = {}): AzureProvider {
  const azurerm = new AzureProvider(types, features, settings).group();
  const { account } = azurerm;
  const put = (type: string, id: string, values: Values) => account.put(type, id, { id, ...PLACE, ...values });
  put("azurerm_virtual_network", NETWORK, { name: "net", address_space: ["10.0.0.0/16"] });
  const subnets: readonly (readonly [name: string, range: string, service?: string])[] = [
    ["plain", "10.0.0.0/24"],
    ["apps", "10.0.1.0/27", "Microsoft.App/environments"],
    ["small", "10.0.2.0/28", "Microsoft.App/environments"],
    ["db", "10.0.3.0/28", "Microsoft.DBforPostgreSQL/flexibleServers"],
    ["gateway", "10.0.4.0/27", "Microsoft.Web/serverFarms"],
    ["hosting", "10.0.5.0/27", "Microsoft.Web/hostingEnvironments"],
    ["large", "10.0.8.0/23"],
  ];
  for (const [name, range, service] of subnets)
    put("azurerm_subnet", subnetId(name), {
      name,
      virtual_network_name: "net",
      address_prefixes: [range],
      service_endpoints: null,
      ...delegated(service),
    });
  const security = inGroup("Microsoft.Network/networkSecurityGroups/nsg");
  put("azurerm_network_security_group", security, { name: "nsg", security_rule: [] });
  put("azurerm_private_dns_zone", ZONE, { name: "mlops.postgres.database.azure.com" });
  put("azurerm_log_analytics_workspace", WORKSPACE, { name: "logs" });
  put("azurerm_user_assigned_identity", IDENTITY, {
    name: "app",
    principal_id: "aaaaaaaa-0000-4000-8000-000000000001",
    client_id: "aaaaaaaa-0000-4000-8000-000000000002",
  });
  put("azurerm_container_app_environment", ENVIRONMENT, {
    name: "env",
    default_domain: "d.westeurope.azurecontainerapps.io",
    workload_profile: [{ name: "Consumption", workload_profile_type: "Consumption" }],
  });
  put("azurerm_storage_account", STORAGE, {
    name: "artifacts",
    allow_nested_items_to_be_public: false,
    shared_access_key_enabled: false,
  });
  put("azurerm_postgresql_flexible_server", SERVER, { name: "server", public_network_access_enabled: true });
  put("azurerm_api_management", SERVICE, { name: "api", sku_name: "Consumption_0" });
  const api = `${SERVICE}/apis/mlflow;rev=1`;
  put("azurerm_api_management_api", api, { name: "mlflow", api_management_name: "api", path: "", version: "" });
  addPrincipal(account, { objectId: SNOWFLAKE, type: "ServicePrincipal", name: "Snowflake storage" });
  return azurerm;
}
