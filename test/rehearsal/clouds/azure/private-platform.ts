import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { GROUP, inGroup, PLACE } from "./provider";

const network = inGroup("Microsoft.Network/virtualNetworks/net");
const subnet = (name: string, prefix: string, service?: string): Values => ({
  resource_group_name: "rg",
  virtual_network_name: "net",
  name,
  address_prefixes: [prefix],
  ...(service !== undefined && {
    delegation: [
      {
        name: "service",
        service_delegation: [{ name: service, actions: ["Microsoft.Network/virtualNetworks/subnets/join/action"] }],
      },
    ],
  }),
});
const child = { resource_group_name: "rg", api_management_name: "api" };
const policy = `<policies><inbound><base/><set-header name="x-key" exists-action="override"><value>{{key}}</value></set-header>
<set-variable name="path" value="@(context.Request.Url.Path.Replace("a", "b"))"/></inbound>
<backend><forward-request timeout="60"/></backend></policies>`;
const month = `${new Date().toISOString().slice(0, 7)}-01T00:00:00Z`;
const workspace = inGroup("Microsoft.OperationalInsights/workspaces/logs");
export const identity = inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/app");
export const environment = inGroup("Microsoft.App/managedEnvironments/env");
const actionGroup = inGroup("Microsoft.Insights/actionGroups/people");
const server = inGroup("Microsoft.DBforPostgreSQL/flexibleServers/database");
const authConfig = {
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  contentVersion: "1.0.0.0",
  parameters: { app: { type: "string" } },
  resources: [
    {
      type: "Microsoft.App/containerApps/authConfigs",
      apiVersion: "2024-03-01",
      name: "[concat(parameters('app'), '/current')]",
      properties: { platform: { enabled: true } },
    },
  ],
};

/** What a private platform is made of, in an order in which Terraform can make it. */
export const PLATFORM: readonly (readonly [type: string, config: Values])[] = [
  ["azurerm_resource_group", { name: "rg", location: "West Europe" }],
  ["azurerm_virtual_network", { ...PLACE, name: "net", address_space: ["10.0.0.0/16"] }],
  ["azurerm_subnet", subnet("apps", "10.0.0.0/27", "Microsoft.App/environments")],
  ["azurerm_subnet", subnet("db", "10.0.1.0/28", "Microsoft.DBforPostgreSQL/flexibleServers")],
  ["azurerm_subnet", subnet("gateway", "10.0.2.0/27", "Microsoft.Web/serverFarms")],
  ["azurerm_network_security_group", { ...PLACE, name: "gateway" }],
  [
    "azurerm_network_security_rule",
    {
      resource_group_name: "rg",
      network_security_group_name: "gateway",
      name: "out",
      priority: 100,
      direction: "Outbound",
      access: "Allow",
      protocol: "Tcp",
      source_address_prefix: "*",
      source_port_range: "*",
      destination_address_prefix: "VirtualNetwork",
      destination_port_range: "443",
    },
  ],
  [
    "azurerm_subnet_network_security_group_association",
    {
      subnet_id: `${network}/subnets/gateway`,
      network_security_group_id: inGroup("Microsoft.Network/networkSecurityGroups/gateway"),
    },
  ],
  ["azurerm_private_dns_zone", { resource_group_name: "rg", name: "mlops.postgres.database.azure.com" }],
  [
    "azurerm_private_dns_zone_virtual_network_link",
    {
      resource_group_name: "rg",
      name: "db",
      private_dns_zone_name: "mlops.postgres.database.azure.com",
      virtual_network_id: network,
    },
  ],
  ["azurerm_log_analytics_workspace", { ...PLACE, name: "logs" }],
  ["azurerm_application_insights", { ...PLACE, name: "insights", application_type: "web", workspace_id: workspace }],
  [
    "azurerm_storage_account",
    {
      ...PLACE,
      name: "artifacts",
      account_tier: "Standard",
      account_replication_type: "ZRS",
      shared_access_key_enabled: false,
      allow_nested_items_to_be_public: false,
    },
  ],
  [
    "azurerm_storage_container",
    { name: "mlflow", storage_account_id: inGroup("Microsoft.Storage/storageAccounts/artifacts") },
  ],
  [
    "azurerm_storage_management_policy",
    {
      storage_account_id: inGroup("Microsoft.Storage/storageAccounts/artifacts"),
      rule: [
        {
          name: "old",
          enabled: true,
          filters: [{ blob_types: ["blockBlob"] }],
          actions: [{ version: [{ delete_after_days_since_creation: 30 }] }],
        },
      ],
    },
  ],
  [
    "azurerm_postgresql_flexible_server",
    {
      ...PLACE,
      name: "database",
      version: "16",
      zone: "1",
      sku_name: "B_Standard_B1ms",
      administrator_login: "mlflow",
      administrator_password: "Abcdefgh1234",
      delegated_subnet_id: `${network}/subnets/db`,
      private_dns_zone_id: inGroup("Microsoft.Network/privateDnsZones/mlops.postgres.database.azure.com"),
      public_network_access_enabled: false,
    },
  ],
  ["azurerm_postgresql_flexible_server_database", { name: "mlflow", server_id: server }],
  [
    "azurerm_postgresql_flexible_server_configuration",
    { name: "require_secure_transport", value: "on", server_id: server },
  ],
  ["azurerm_user_assigned_identity", { ...PLACE, name: "app" }],
  [
    "azurerm_container_app_environment",
    {
      ...PLACE,
      name: "env",
      log_analytics_workspace_id: workspace,
      infrastructure_subnet_id: `${network}/subnets/apps`,
      infrastructure_resource_group_name: "rg-apps",
      internal_load_balancer_enabled: true,
      workload_profile: [{ name: "Consumption", workload_profile_type: "Consumption" }],
    },
  ],
  [
    "azurerm_container_app",
    {
      resource_group_name: "rg",
      name: "mlflow",
      container_app_environment_id: environment,
      workload_profile_name: "Consumption",
      revision_mode: "Single",
      identity: [{ type: "UserAssigned", identity_ids: [identity] }],
      secret: [{ name: "uri", value: "postgresql://" }],
      ingress: [
        {
          target_port: 8080,
          external_enabled: true,
          traffic_weight: [{ latest_revision: true, percentage: 100 }],
        },
      ],
      template: [
        {
          container: [
            {
              name: "mlflow",
              image: "ghcr.io/mlflow/mlflow:v3",
              cpu: 0.25,
              memory: "0.5Gi",
              env: [{ name: "URI", secret_name: "uri" }],
              startup_probe: [{ transport: "TCP", port: 8080 }],
            },
            { name: "caddy", image: "public.ecr.aws/docker/library/caddy:2", cpu: 0.25, memory: "0.5Gi" },
          ],
        },
      ],
    },
  ],
  [
    "azurerm_resource_group_template_deployment",
    {
      resource_group_name: "rg",
      name: "sign-in",
      deployment_mode: "Incremental",
      template_content: JSON.stringify(authConfig),
      parameters_content: JSON.stringify({ app: { value: "mlflow" } }),
    },
  ],
  [
    "azurerm_api_management",
    {
      ...PLACE,
      name: "api",
      publisher_name: "mlops",
      publisher_email: "a@b.c",
      sku_name: "StandardV2_1",
      virtual_network_type: "External",
      virtual_network_configuration: [{ subnet_id: `${network}/subnets/gateway` }],
    },
  ],
  [
    "azurerm_api_management_api",
    {
      ...child,
      name: "mlflow",
      revision: "1",
      display_name: "MLflow",
      path: "",
      protocols: ["https"],
      subscription_required: false,
    },
  ],
  [
    "azurerm_api_management_api_operation",
    {
      ...child,
      api_name: "mlflow",
      operation_id: "post",
      method: "POST",
      url_template: "/*",
      display_name: "POST",
    },
  ],
  ["azurerm_api_management_named_value", { ...child, name: "key", display_name: "key", value: "x", secret: true }],
  ["azurerm_api_management_api_policy", { ...child, api_name: "mlflow", xml_content: policy }],
  [
    "azurerm_api_management_logger",
    {
      ...child,
      name: "insights",
      resource_id: inGroup("Microsoft.Insights/components/insights"),
      application_insights: [{ connection_string: "InstrumentationKey=1" }],
    },
  ],
  [
    "azurerm_api_management_api_diagnostic",
    {
      ...child,
      api_name: "mlflow",
      identifier: "applicationinsights",
      api_management_logger_id: inGroup("Microsoft.ApiManagement/service/api/loggers/insights"),
      frontend_request: [{ body_bytes: 0 }],
    },
  ],
  [
    "azurerm_monitor_diagnostic_setting",
    {
      name: "logs",
      target_resource_id: inGroup("Microsoft.ApiManagement/service/api"),
      log_analytics_workspace_id: workspace,
      enabled_log: [{ category_group: "allLogs" }],
    },
  ],
  [
    "azurerm_monitor_action_group",
    {
      resource_group_name: "rg",
      name: "people",
      short_name: "people",
      email_receiver: [{ name: "a", email_address: "a@b.c" }],
    },
  ],
  [
    "azurerm_monitor_metric_alert",
    {
      resource_group_name: "rg",
      name: "errors",
      scopes: [inGroup("Microsoft.ApiManagement/service/api")],
      criteria: [
        {
          metric_namespace: "Microsoft.ApiManagement/service",
          metric_name: "Requests",
          aggregation: "Total",
          operator: "GreaterThan",
          threshold: 5,
        },
      ],
      action: [{ action_group_id: actionGroup }],
    },
  ],
  [
    "azurerm_monitor_scheduled_query_rules_alert_v2",
    {
      ...PLACE,
      name: "query",
      scopes: [workspace],
      severity: 2,
      evaluation_frequency: "PT5M",
      window_duration: "PT5M",
      criteria: [{ query: "T", time_aggregation_method: "Count", operator: "GreaterThan", threshold: 0 }],
      action: [{ action_groups: [actionGroup] }],
    },
  ],
  [
    "azurerm_consumption_budget_resource_group",
    {
      name: "budget",
      resource_group_id: GROUP,
      amount: 50,
      time_grain: "Monthly",
      time_period: [{ start_date: month }],
      notification: [{ operator: "GreaterThan", threshold: 80, contact_groups: [actionGroup] }],
    },
  ],
];
