import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { AzureProvider, GROUP, inGroup, PLACE } from "./provider";
import {
  ENVIRONMENT,
  IDENTITY,
  NETWORK,
  SERVER,
  SERVICE,
  SNOWFLAKE,
  STORAGE,
  subnetId,
  WORKSPACE,
  world,
  ZONE,
} from "./world";

/** A configuration, and what the real provider or Azure says of it. */
type Cases = Readonly<Record<string, readonly [type: string, config: Values, message: string]>>;

const TYPES = [
  "azurerm_resource_group",
  "azurerm_virtual_network",
  "azurerm_subnet",
  "azurerm_network_security_group",
  "azurerm_network_security_rule",
  "azurerm_subnet_network_security_group_association",
  "azurerm_private_dns_zone",
  "azurerm_private_dns_zone_virtual_network_link",
  "azurerm_private_dns_a_record",
  "azurerm_storage_account",
  "azurerm_storage_container",
  "azurerm_storage_management_policy",
  "azurerm_postgresql_flexible_server",
  "azurerm_postgresql_flexible_server_database",
  "azurerm_postgresql_flexible_server_configuration",
  "azurerm_postgresql_flexible_server_firewall_rule",
  "azurerm_log_analytics_workspace",
  "azurerm_application_insights",
  "azurerm_monitor_diagnostic_setting",
  "azurerm_monitor_metric_alert",
  "azurerm_monitor_scheduled_query_rules_alert_v2",
  "azurerm_monitor_action_group",
  "azurerm_consumption_budget_resource_group",
  "azurerm_user_assigned_identity",
  "azurerm_role_assignment",
  "azurerm_container_app_environment",
  "azurerm_container_app",
  "azurerm_api_management",
  "azurerm_api_management_api",
  "azurerm_api_management_api_operation",
  "azurerm_api_management_api_policy",
  "azurerm_api_management_named_value",
  "azurerm_api_management_logger",
  "azurerm_api_management_api_diagnostic",
  "azurerm_resource_group_template_deployment",
];

const RULE = {
  resource_group_name: "rg",
  network_security_group_name: "nsg",
  name: "r",
  priority: 100,
  direction: "Inbound",
  access: "Allow",
  protocol: "Tcp",
  source_address_prefix: "*",
  source_port_range: "*",
  destination_address_prefix: "*",
  destination_port_range: "443",
};
const ACCOUNT = { ...PLACE, name: "more", account_tier: "Standard", account_replication_type: "LRS" };
const POSTGRES = {
  ...PLACE,
  name: "database",
  version: "16",
  sku_name: "B_Standard_B1ms",
  administrator_login: "mlflow",
  administrator_password: "Abcdefgh1234",
};
const PRIVATE = {
  ...POSTGRES,
  public_network_access_enabled: false,
  delegated_subnet_id: subnetId("db"),
  private_dns_zone_id: ZONE,
};
const CONTAINER = { name: "mlflow", image: "ghcr.io/mlflow/mlflow:v3", cpu: 0.5, memory: "1Gi" };
const app = (more: Values = {}, template: Values = {}, ...containers: Values[]): Values => ({
  resource_group_name: "rg",
  name: "mlflow",
  container_app_environment_id: ENVIRONMENT,
  revision_mode: "Single",
  template: [{ container: containers.length > 0 ? containers : [CONTAINER], ...template }],
  ...more,
});
const ENV = { ...PLACE, name: "second" };
const CONSUMPTION = { workload_profile: [{ name: "Consumption", workload_profile_type: "Consumption" }] };
const APIM = { ...PLACE, name: "second", publisher_name: "p", publisher_email: "a@b.c", sku_name: "Consumption_0" };
const joined = (sku_name: string, subnet: string): Values => ({
  ...APIM,
  sku_name,
  virtual_network_type: "External",
  virtual_network_configuration: [{ subnet_id: subnetId(subnet) }],
});
const CHILD = { resource_group_name: "rg", api_management_name: "api" };
const API = { ...CHILD, name: "a", revision: "1", display_name: "a", protocols: ["https"], path: "a" };
const OPERATION = {
  ...CHILD,
  api_name: "mlflow",
  operation_id: "o",
  method: "POST",
  url_template: "/*",
  display_name: "o",
};
const policy = (xml_content: string): Values => ({ ...CHILD, api_name: "mlflow", xml_content });
const ROLE = { scope: STORAGE, role_definition_name: "Storage Blob Data Reader", principal_id: SNOWFLAKE };
const BUDGET = {
  name: "b",
  resource_group_id: GROUP,
  amount: 1,
  time_grain: "Monthly",
  time_period: [{ start_date: `${new Date().toISOString().slice(0, 7)}-01T00:00:00Z` }],
  notification: [{ operator: "GreaterThan", threshold: 80, contact_emails: ["a@b.c"] }],
};
const CRITERIA = { query: "T", time_aggregation_method: "Count", operator: "GreaterThan", threshold: 0 };
const QUERY = {
  ...PLACE,
  name: "q",
  scopes: [WORKSPACE],
  severity: 2,
  evaluation_frequency: "PT5M",
  window_duration: "PT5M",
  criteria: [CRITERIA],
};
const METRIC = {
  resource_group_name: "rg",
  name: "m",
  scopes: [SERVICE],
  criteria: [{ metric_namespace: "n", metric_name: "m", aggregation: "Total", operator: "GreaterThan", threshold: 1 }],
};
const deployment = (template: Values, parameters: Values = {}): Values => ({
  resource_group_name: "rg",
  name: "d",
  deployment_mode: "Incremental",
  template_content: JSON.stringify({ parameters: {}, resources: [], ...template }),
  parameters_content: JSON.stringify(parameters),
});

describe("before any plan the provider refuses", () => {
  const azurerm = world(TYPES);
  const cases: Cases = {
    "a location that is none": [
      "azurerm_resource_group",
      { name: "g", location: "Atlantis" },
      "was not found in the list",
    ],
    "a group's name that ends with a period": [
      "azurerm_resource_group",
      { name: "g.", location: "westeurope" },
      "for name",
    ],
    "more than 50 tags": [
      "azurerm_resource_group",
      {
        name: "g",
        location: "westeurope",
        tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, "v"])),
      },
      "a maximum of 50 tags",
    ],
    "a long tag": [
      "azurerm_resource_group",
      { name: "g", location: "westeurope", tags: { k: "v".repeat(257) } },
      "the maximum length for a tag value is 256",
    ],
    "an id of another form": [
      "azurerm_container_app",
      app({ container_app_environment_id: ENVIRONMENT.replace("Microsoft.App", "microsoft.app") }),
      "invalid value for container_app_environment_id",
    ],
    "a storage account's name with hyphens": ["azurerm_storage_account", { ...ACCOUNT, name: "a-b" }, "for name"],
    "a private address in a storage firewall": [
      "azurerm_storage_account",
      { ...ACCOUNT, network_rules: [{ default_action: "Deny", ip_rules: ["10.0.0.1"] }] },
      "must be public ip address",
    ],
    "an access tier of an old kind": [
      "azurerm_storage_account",
      { ...ACCOUNT, account_kind: "Storage", access_tier: "Hot" },
      "`access_tier` is only available",
    ],
    "restore without retention": [
      "azurerm_storage_account",
      { ...ACCOUNT, blob_properties: [{ restore_policy: [{ days: 3 }] }] },
      "`restore_policy` requires",
    ],
    "a container without an account": ["azurerm_storage_container", { name: "abc" }, "exactly one of"],
    "a login that is reserved": [
      "azurerm_postgresql_flexible_server",
      { ...POSTGRES, administrator_login: "Admin" },
      "for administrator_login",
    ],
    "a size of database that is none": [
      "azurerm_postgresql_flexible_server",
      { ...POSTGRES, sku_name: "B_Standard_B3ms" },
      "for sku_name",
    ],
    "a collation of Linux spelling": [
      "azurerm_postgresql_flexible_server_database",
      { name: "mlflow", server_id: SERVER, collation: "en_US.UTF-8" },
      "for collation",
    ],
    "an app's name with upper case": ["azurerm_container_app", app({ name: "MLflow" }), "for name"],
    "an app's name with two hyphens": ["azurerm_container_app", app({ name: "ml--flow" }), "for name"],
    "a probe beyond its range": [
      "azurerm_container_app",
      app({}, {}, { ...CONTAINER, startup_probe: [{ transport: "TCP", port: 80, failure_count_threshold: 31 }] }),
      "failure_count_threshold to be in the range (1 - 30)",
    ],
    "a delay of a probe beyond its range": [
      "azurerm_container_app",
      app({}, {}, { ...CONTAINER, liveness_probe: [{ transport: "TCP", port: 80, initial_delay: 61 }] }),
      "initial_delay to be in the range (0 - 60)",
    ],
    "a group of an environment without a profile": [
      "azurerm_container_app_environment",
      { ...ENV, infrastructure_resource_group_name: "g" },
      "all of `workload_profile` must be specified",
    ],
    "an internal environment without a subnet": [
      "azurerm_container_app_environment",
      { ...ENV, internal_load_balancer_enabled: true },
      "all of `infrastructure_subnet_id` must be specified",
    ],
    "logs to a workspace that is not named": [
      "azurerm_container_app_environment",
      { ...ENV, logs_destination: "log-analytics" },
      "`log_analytics_workspace_id` must be set",
    ],
    "a workspace beside Azure Monitor": [
      "azurerm_container_app_environment",
      { ...ENV, logs_destination: "azure-monitor", log_analytics_workspace_id: WORKSPACE },
      "can only be set when `logs_destination`",
    ],
    "an internal environment with public access": [
      "azurerm_container_app_environment",
      {
        ...ENV,
        internal_load_balancer_enabled: true,
        infrastructure_subnet_id: subnetId("apps"),
        public_network_access: "Enabled",
      },
      "`public_network_access` cannot be `Enabled`",
    ],
    "a profile of Consumption by another name": [
      "azurerm_container_app_environment",
      { ...ENV, workload_profile: [{ name: "c", workload_profile_type: "Consumption" }] },
      "must have the name Consumption",
    ],
    "a tier of API Management that is none": [
      "azurerm_api_management",
      { ...APIM, sku_name: "Consumption_1" },
      "for sku_name",
    ],
    "an API with a version without its set": [
      "azurerm_api_management_api",
      { ...API, version: "v1" },
      "setting `version` without",
    ],
    "an API without a name": [
      "azurerm_api_management_api",
      { ...API, display_name: null },
      "`display_name`, `protocols`",
    ],
    "an API's path with a slash at its end": ["azurerm_api_management_api", { ...API, path: "a/" }, "for path"],
    "a parameter of a URL that is not declared": [
      "azurerm_api_management_api_operation",
      { ...OPERATION, url_template: "/{x}" },
      "template parameter `x` used in `url_template`",
    ],
    "a parameter that no URL has": [
      "azurerm_api_management_api_operation",
      { ...OPERATION, template_parameter: [{ name: "y", required: true, type: "string" }] },
      "template parameter `y` defined in",
    ],
    "a policy twice": [
      "azurerm_api_management_api_policy",
      { ...policy("<policies/>"), xml_link: "https://a" },
      "xml_link",
    ],
    "a named value's name with blanks": [
      "azurerm_api_management_named_value",
      { ...CHILD, name: "k", display_name: "a b", value: "x" },
      "for display_name",
    ],
    "more bytes in a log than allowed": [
      "azurerm_api_management_api_diagnostic",
      {
        ...CHILD,
        api_name: "mlflow",
        identifier: "applicationinsights",
        api_management_logger_id: `${SERVICE}/loggers/l`,
        frontend_request: [{ body_bytes: 8193 }],
      },
      "body_bytes to be in the range (0 - 8192)",
    ],
    "a diagnostic of Azure Monitor": [
      "azurerm_api_management_api_diagnostic",
      { ...CHILD, api_name: "mlflow", identifier: "azuremonitor", api_management_logger_id: `${SERVICE}/loggers/l` },
      "`operation_name_format` cannot be set",
    ],
    "a logger without a destination": [
      "azurerm_api_management_logger",
      { ...CHILD, name: "l" },
      "exactly one of `eventhub`",
    ],
    "a rule without a source": [
      "azurerm_network_security_rule",
      { ...RULE, source_address_prefix: null },
      "one must be",
    ],
    "a rule's priority": ["azurerm_network_security_rule", { ...RULE, priority: 99 }, "in the range (100 - 4096)"],
    "sharing a subnet with outbound access": [
      "azurerm_subnet",
      {
        resource_group_name: "rg",
        virtual_network_name: "net",
        name: "s",
        address_prefixes: ["10.0.9.0/24"],
        sharing_scope: "Tenant",
      },
      "`sharing_scope` cannot be set",
    ],
    "upper case in a DNS record": [
      "azurerm_private_dns_a_record",
      { resource_group_name: "rg", zone_name: "z.z", name: "A", ttl: 1, records: ["10.0.0.1"] },
      "for name",
    ],
    "a SKU of old workspaces": [
      "azurerm_log_analytics_workspace",
      { ...PLACE, name: "more", sku: "Standard" },
      "no longer supported by Azure",
    ],
    "a setting that sends nothing": [
      "azurerm_monitor_diagnostic_setting",
      { name: "s", target_resource_id: SERVICE, log_analytics_workspace_id: WORKSPACE },
      "at least one of `enabled_log`",
    ],
    "a setting that sends nowhere": [
      "azurerm_monitor_diagnostic_setting",
      { name: "s", target_resource_id: SERVICE, enabled_log: [{ category_group: "allLogs" }] },
      "must be specified",
    ],
    "a long short name": [
      "azurerm_monitor_action_group",
      { resource_group_name: "rg", name: "g", short_name: "a".repeat(13) },
      "expected length of short_name",
    ],
    "a budget that starts in the middle of a month": [
      "azurerm_consumption_budget_resource_group",
      { ...BUDGET, time_period: [{ start_date: "2030-01-02T00:00:00Z" }] },
      "start_date",
    ],
    "a role without a name": ["azurerm_role_assignment", { ...ROLE, role_definition_name: null }, "one of"],
  };
  test.each(Object.entries(cases))("%s", (_, [type, config, message]) => {
    expect(azurerm.problems(type, config).join("; ")).toContain(message);
  });
});

describe("Azure refuses to create", () => {
  const cases: Cases = {
    "in a group that does not exist": [
      "azurerm_user_assigned_identity",
      { name: "abc", location: "westeurope", resource_group_name: "no" },
      "ResourceGroupNotFound: Resource group 'no'",
    ],
    "what exists already": [
      "azurerm_log_analytics_workspace",
      { ...PLACE, name: "LOGS" },
      "already exists - to be managed via Terraform this resource needs to be imported",
    ],
    "a subnet of a network that does not exist": [
      "azurerm_subnet",
      { resource_group_name: "rg", virtual_network_name: "no", name: "s", address_prefixes: ["10.0.9.0/24"] },
      "ParentResourceNotFound",
    ],
    "a subnet outside of its network": [
      "azurerm_subnet",
      { resource_group_name: "rg", virtual_network_name: "net", name: "s", address_prefixes: ["10.1.0.0/24"] },
      "NetcfgInvalidSubnet: Subnet 's' is not valid in virtual network 'net'",
    ],
    "a subnet over another": [
      "azurerm_subnet",
      { resource_group_name: "rg", virtual_network_name: "net", name: "s", address_prefixes: ["10.0.0.128/25"] },
      "NetcfgSubnetRangesOverlap",
    ],
    "a subnet of three addresses": [
      "azurerm_subnet",
      { resource_group_name: "rg", virtual_network_name: "net", name: "s", address_prefixes: ["10.0.9.0/30"] },
      "too small",
    ],
    "a range with bits of a host": [
      "azurerm_virtual_network",
      { ...PLACE, name: "other", address_space: ["10.0.0.1/16"] },
      "InvalidCIDRNotation",
    ],
    "a rule of a priority that is taken": [
      "azurerm_network_security_group",
      {
        ...PLACE,
        name: "g",
        security_rule: ["a", "b"].map((name) => ({
          ...RULE,
          name,
          resource_group_name: null,
          network_security_group_name: null,
        })),
      },
      "SecurityRuleConflict",
    ],
    "a rule with a port that is none": [
      "azurerm_network_security_rule",
      { ...RULE, destination_port_range: "https" },
      "SecurityRuleInvalidPortRange",
    ],
    "a link to a network that does not exist": [
      "azurerm_private_dns_zone_virtual_network_link",
      {
        resource_group_name: "rg",
        name: "l",
        private_dns_zone_name: "mlops.postgres.database.azure.com",
        virtual_network_id: `${NETWORK}2`,
      },
      "InvalidVirtualNetworkReference",
    ],
    "a zone of one label": ["azurerm_private_dns_zone", { resource_group_name: "rg", name: "zone" }, "2 to 34 labels"],
    "a storage account's name that is taken": [
      "azurerm_storage_account",
      { ...ACCOUNT, name: "artifacts" },
      "already exists",
    ],
    "versions of a hierarchical account": [
      "azurerm_storage_account",
      { ...ACCOUNT, is_hns_enabled: true, blob_properties: [{ versioning_enabled: true }] },
      "`versioning_enabled` can't be true when `is_hns_enabled` is true",
    ],
    "a firewall with a subnet that has no service endpoint": [
      "azurerm_storage_account",
      { ...ACCOUNT, network_rules: [{ default_action: "Deny", virtual_network_subnet_ids: [subnetId("plain")] }] },
      "SubnetsHaveNoServiceEndpointsConfigured",
    ],
    "an account without keys, with a provider that uses keys": [
      "azurerm_storage_account",
      { ...ACCOUNT, shared_access_key_enabled: false },
      "KeyBasedAuthenticationNotPermitted",
    ],
    "an account whose firewall keeps Terraform out": [
      "azurerm_storage_account",
      { ...ACCOUNT, public_network_access_enabled: false },
      "AuthorizationFailure",
    ],
    "a public container of a private account": [
      "azurerm_storage_container",
      { name: "public", storage_account_id: STORAGE, container_access_type: "blob" },
      "PublicAccessNotPermitted",
    ],
    "a container by its account's name, without keys": [
      "azurerm_storage_container",
      { name: "abc", storage_account_name: "artifacts" },
      "KeyBasedAuthenticationNotPermitted",
    ],
    "a container's name with two hyphens": [
      "azurerm_storage_container",
      { name: "a--b", storage_account_id: STORAGE },
      "InvalidResourceName",
    ],
    "rules by last access that nobody tracks": [
      "azurerm_storage_management_policy",
      {
        storage_account_id: STORAGE,
        rule: [
          {
            name: "r",
            enabled: true,
            filters: [{ blob_types: ["blockBlob"] }],
            actions: [{ base_blob: [{ delete_after_days_since_last_access_time_greater_than: 3 }] }],
          },
        ],
      },
      "last access time tracking is not enabled",
    ],
    "a private server with public access": [
      "azurerm_postgresql_flexible_server",
      { ...PRIVATE, public_network_access_enabled: null },
      "ConflictingPublicNetworkAccessAndVirtualNetworkConfiguration",
    ],
    "a private server without a zone": [
      "azurerm_postgresql_flexible_server",
      { ...PRIVATE, private_dns_zone_id: null },
      "`private_dns_zone_id` is required",
    ],
    "a server in a subnet of another service": [
      "azurerm_postgresql_flexible_server",
      { ...PRIVATE, delegated_subnet_id: subnetId("apps") },
      "must be delegated to Microsoft.DBforPostgreSQL/flexibleServers, it is Microsoft.App/environments",
    ],
    "a server whose zone is not linked to its network": [
      "azurerm_postgresql_flexible_server",
      PRIVATE,
      "must be linked to the virtual network of the server's subnet before the server is created",
    ],
    "a server without a password": [
      "azurerm_postgresql_flexible_server",
      { ...POSTGRES, administrator_password: null },
      "`administrator_password` or `administrator_password_wo` is required",
    ],
    "a server with a weak password": [
      "azurerm_postgresql_flexible_server",
      { ...POSTGRES, administrator_password: "abcdefgh" },
      "PasswordNotComplex",
    ],
    "a spare server of a burstable size": [
      "azurerm_postgresql_flexible_server",
      { ...POSTGRES, high_availability: [{ mode: "ZoneRedundant" }] },
      "HANotSupportedForBurstableSku",
    ],
    "sign-in by Entra without a tenant": [
      "azurerm_postgresql_flexible_server",
      { ...POSTGRES, authentication: [{ active_directory_auth_enabled: true }] },
      "`tenant_id` is required",
    ],
    "a database that is there": [
      "azurerm_postgresql_flexible_server_database",
      { name: "postgres", server_id: SERVER },
      "already exists",
    ],
    "a parameter that no server has": [
      "azurerm_postgresql_flexible_server_configuration",
      { name: "no_such", value: "on", server_id: SERVER },
      "ServerParameterNotFound",
    ],
    "a parameter's value that is none": [
      "azurerm_postgresql_flexible_server_configuration",
      { name: "require_secure_transport", value: "yes", server_id: SERVER },
      "InvalidParameterValue",
    ],
    "addresses in the wrong order": [
      "azurerm_postgresql_flexible_server_firewall_rule",
      { name: "r", server_id: SERVER, start_ip_address: "10.0.0.2", end_ip_address: "10.0.0.1" },
      "must not be before",
    ],
    "an environment in a subnet without delegation": [
      "azurerm_container_app_environment",
      { ...ENV, ...CONSUMPTION, infrastructure_subnet_id: subnetId("plain") },
      "ManagedEnvironmentSubnetDelegationError",
    ],
    "an environment in a small subnet": [
      "azurerm_container_app_environment",
      { ...ENV, ...CONSUMPTION, infrastructure_subnet_id: subnetId("small") },
      "must have a size of at least /27",
    ],
    "an environment without profiles in a delegated subnet": [
      "azurerm_container_app_environment",
      { ...ENV, infrastructure_subnet_id: subnetId("apps") },
      "must not be delegated",
    ],
    "an environment without profiles in a small subnet": [
      "azurerm_container_app_environment",
      { ...ENV, infrastructure_subnet_id: subnetId("plain") },
      "at least /23",
    ],
    "an environment whose group exists": [
      "azurerm_container_app_environment",
      { ...ENV, ...CONSUMPTION, infrastructure_subnet_id: subnetId("apps"), infrastructure_resource_group_name: "rg" },
      "The resource group 'rg' exists already",
    ],
    "an app whose containers sum to no pair": [
      "azurerm_container_app",
      app({}, {}, { ...CONTAINER, cpu: 0.5, memory: "1.5Gi" }),
      "ContainerAppInvalidResourceTotal: The total requested CPU and memory resources for this application (CPU: 0.5, memory: 1.5)",
    ],
    "an app of an eighth of a CPU": [
      "azurerm_container_app",
      app({}, {}, { ...CONTAINER, cpu: 0.125, memory: "0.25Gi" }),
      "ContainerAppInvalidResourceTotal",
    ],
    "an app with a secret that is not there": [
      "azurerm_container_app",
      app({}, {}, { ...CONTAINER, env: [{ name: "A", secret_name: "no" }] }),
      "ContainerAppSecretRefNotFound: SecretRef 'no' defined for container 'mlflow' not found.",
    ],
    "an app with a variable twice": [
      "azurerm_container_app",
      app(
        {},
        {},
        {
          ...CONTAINER,
          env: [
            { name: "A", value: "1" },
            { name: "A", value: "2" },
          ],
        },
      ),
      "defined twice",
    ],
    "an app with two containers of a name": [
      "azurerm_container_app",
      app({}, {}, { ...CONTAINER, cpu: 0.25, memory: "0.5Gi" }, { ...CONTAINER, cpu: 0.25, memory: "0.5Gi" }),
      "two containers have the name",
    ],
    "an app with an image of a private registry": [
      "azurerm_container_app",
      app({}, {}, { ...CONTAINER, image: "team.azurecr.io/mlflow:1" }),
      "UNAUTHORIZED: authentication required",
    ],
    "an app whose registry has neither identity nor password": [
      "azurerm_container_app",
      app({ registry: [{ server: "team.azurecr.io" }] }),
      "must supply either identity or username/password_secret_name",
    ],
    "an app whose registry's identity is not its own": [
      "azurerm_container_app",
      app({ registry: [{ server: "team.azurecr.io", identity: IDENTITY }] }),
      "must also be in identity.identity_ids",
    ],
    "an app whose identity may not pull": [
      "azurerm_container_app",
      app({
        registry: [{ server: "team.azurecr.io", identity: IDENTITY }],
        identity: [{ type: "UserAssigned", identity_ids: [IDENTITY] }],
      }),
      "it has no role AcrPull",
    ],
    "an app with an identity that does not exist": [
      "azurerm_container_app",
      app({ identity: [{ type: "UserAssigned", identity_ids: [`${IDENTITY}2`] }] }),
      "FailedIdentityOperation",
    ],
    "an app whose traffic is not all": [
      "azurerm_container_app",
      app({ ingress: [{ target_port: 80, traffic_weight: [{ latest_revision: true, percentage: 50 }] }] }),
      "must sum to 100",
    ],
    "an app with more replicas at least than at most": [
      "azurerm_container_app",
      app({}, { min_replicas: 3, max_replicas: 2 }),
      "max_replicas (2) must not be smaller than min_replicas (3)",
    ],
    "an app with a profile that its environment lacks": [
      "azurerm_container_app",
      app({ workload_profile_name: "D4" }),
      "WorkloadProfileNotFound",
    ],
    "Consumption in a virtual network": [
      "azurerm_api_management",
      joined("Consumption_0", "gateway"),
      "a virtual network is not supported by the SKU Consumption_0",
    ],
    "a gateway in a subnet of the wrong delegation": [
      "azurerm_api_management",
      joined("StandardV2_1", "hosting"),
      "VirtualNetworkSubnetHasIncorrectDelegation",
    ],
    "a classic gateway in a delegated subnet": [
      "azurerm_api_management",
      joined("Developer_1", "gateway"),
      "must not be delegated",
    ],
    "a gateway in a subnet without a security group": [
      "azurerm_api_management",
      joined("StandardV2_1", "gateway"),
      "NetworkSecurityGroupRequired",
    ],
    "a gateway of a network without a subnet": [
      "azurerm_api_management",
      { ...APIM, sku_name: "StandardV2_1", virtual_network_type: "External" },
      "you must specify 'virtual_network_configuration'",
    ],
    "a gateway without public access": [
      "azurerm_api_management",
      { ...APIM, public_network_access_enabled: false },
      "must be true when the service is created",
    ],
    "a gateway's client certificates of another tier": [
      "azurerm_api_management",
      { ...APIM, sku_name: "Basic_1", client_certificate_enabled: true },
      "only supported when sku type is `Consumption`",
    ],
    "a portal's sign-in of Consumption": [
      "azurerm_api_management",
      { ...APIM, sign_in: [{ enabled: true }] },
      "`sign_in` is not supported for sku tiers",
    ],
    "an API of a service that does not exist": [
      "azurerm_api_management_api",
      { ...API, api_management_name: "no" },
      "ParentResourceNotFound",
    ],
    "an API of a path that is taken": ["azurerm_api_management_api", { ...API, path: "" }, "with the same Path"],
    "an operation of an API that does not exist": [
      "azurerm_api_management_api_operation",
      { ...OPERATION, api_name: "no" },
      "ParentResourceNotFound",
    ],
    "a policy that is no XML": [
      "azurerm_api_management_api_policy",
      policy("<policies><inbound></policies>"),
      "Error on line 1",
    ],
    "a policy with an unknown section": [
      "azurerm_api_management_api_policy",
      policy("<policies><before/></policies>"),
      "Error in element 'before'",
    ],
    "a policy that forwards twice": [
      "azurerm_api_management_api_policy",
      policy("<policies><backend><base/><forward-request/></backend></policies>"),
      "the section backend takes one policy",
    ],
    "a policy with a named value that does not exist": [
      "azurerm_api_management_api_policy",
      policy("<policies><inbound><set-header name='a'><value>{{no}}</value></set-header></inbound></policies>"),
      "Cannot find a property 'no'",
    ],
    "a policy that counts by key on Consumption": [
      "azurerm_api_management_api_policy",
      policy('<policies><inbound><rate-limit-by-key calls="1"/></inbound></policies>'),
      "Policy is not supported",
    ],
    "a policy without text": [
      "azurerm_api_management_api_policy",
      { ...CHILD, api_name: "mlflow" },
      "either `xml_content` or `xml_link` must be set",
    ],
    "a diagnostic of a logger that does not exist": [
      "azurerm_api_management_api_diagnostic",
      {
        ...CHILD,
        api_name: "mlflow",
        identifier: "applicationinsights",
        api_management_logger_id: `${SERVICE}/loggers/no`,
      },
      "does not exist",
    ],
    "a role of nobody": [
      "azurerm_role_assignment",
      { ...ROLE, principal_id: "00000000-1111-4222-8333-444444444444" },
      "PrincipalNotFound: Principal 00000000111142228333444444444444 does not exist in the directory",
    ],
    "a role of a client id": [
      "azurerm_role_assignment",
      { ...ROLE, principal_id: "aaaaaaaa-0000-4000-8000-000000000002" },
      "It is a client id",
    ],
    "a role of another kind of principal": [
      "azurerm_role_assignment",
      { ...ROLE, principal_type: "User" },
      "UnmatchedPrincipalType",
    ],
    "a role that is none": [
      "azurerm_role_assignment",
      { ...ROLE, role_definition_name: "Reeder" },
      "could not find role `Reeder`",
    ],
    "a role on what does not exist": ["azurerm_role_assignment", { ...ROLE, scope: `${STORAGE}2` }, "ResourceNotFound"],
    "a setting of what does not exist": [
      "azurerm_monitor_diagnostic_setting",
      {
        name: "s",
        target_resource_id: `${SERVICE}2`,
        log_analytics_workspace_id: WORKSPACE,
        enabled_log: [{ category_group: "allLogs" }],
      },
      "ResourceNotFound",
    ],
    "logs of a storage account as such": [
      "azurerm_monitor_diagnostic_setting",
      {
        name: "s",
        target_resource_id: STORAGE,
        log_analytics_workspace_id: WORKSPACE,
        enabled_log: [{ category: "StorageRead" }],
      },
      "Category is not supported",
    ],
    "an alert that looks at less than its frequency": [
      "azurerm_monitor_metric_alert",
      { ...METRIC, frequency: "PT15M", window_size: "PT5M" },
      "must not be smaller than frequency",
    ],
    "an alert of what does not exist": [
      "azurerm_monitor_metric_alert",
      { ...METRIC, scopes: [`${SERVICE}2`] },
      "ResourceNotFound",
    ],
    "a query that counts a column": [
      "azurerm_monitor_scheduled_query_rules_alert_v2",
      { ...QUERY, criteria: [{ ...CRITERIA, metric_measure_column: "c" }] },
      "metric_measure_column must not be set with",
    ],
    "a query that is muted and resolves itself": [
      "azurerm_monitor_scheduled_query_rules_alert_v2",
      { ...QUERY, auto_mitigation_enabled: true, mute_actions_after_alert_duration: "PT5M" },
      "auto mitigation must be disabled",
    ],
    "receivers of one name": [
      "azurerm_monitor_action_group",
      {
        resource_group_name: "rg",
        name: "g",
        short_name: "g",
        email_receiver: ["a@b.c", "d@e.f"].map((email_address) => ({ name: "a", email_address })),
      },
      "unique names",
    ],
    "a budget that began last year": [
      "azurerm_consumption_budget_resource_group",
      { ...BUDGET, time_period: [{ start_date: "2020-01-01T00:00:00Z" }] },
      "Start date should not be prior",
    ],
    "a budget that tells nobody": [
      "azurerm_consumption_budget_resource_group",
      { ...BUDGET, notification: [{ operator: "GreaterThan", threshold: 80 }] },
      "a notification needs",
    ],
    "a template without a parameter": [
      "azurerm_resource_group_template_deployment",
      deployment({ parameters: { x: { type: "string" } } }),
      "The value for the template parameter 'x' is not provided",
    ],
    "a template with a parameter too many": [
      "azurerm_resource_group_template_deployment",
      deployment({}, { x: { value: 1 } }),
      "not present in the original template",
    ],
    "a template whose app does not exist": [
      "azurerm_resource_group_template_deployment",
      deployment({
        resources: [{ type: "Microsoft.App/containerApps/authConfigs", apiVersion: "2024-03-01", name: "no/current" }],
      }),
      "ParentResourceNotFound",
    ],
    "a template with a function that the rehearsal does not know": [
      "azurerm_resource_group_template_deployment",
      deployment({ resources: [{ type: "A.B/c", apiVersion: "1", name: "[uniqueString('a')]" }] }),
      "does not know the template function 'uniqueString'",
    ],
  };
  test.each(Object.entries(cases))("%s", (_, [type, config, message]) => {
    expect(world([type]).create(type, config).join("; ")).toContain(message);
  });

  test("only what the messages say: each of these configurations passes once its mistake is gone", () => {
    const azurerm = world(TYPES, { storage: [{ data_plane_available: false }] });
    const right: readonly (readonly [type: string, config: Values])[] = [
      ["azurerm_network_security_rule", RULE],
      ["azurerm_storage_account", ACCOUNT],
      ["azurerm_postgresql_flexible_server", POSTGRES],
      ["azurerm_container_app", app()],
      ["azurerm_container_app_environment", { ...ENV, ...CONSUMPTION, infrastructure_subnet_id: subnetId("apps") }],
      ["azurerm_container_app_environment", { ...ENV, name: "third", infrastructure_subnet_id: subnetId("large") }],
      ["azurerm_api_management", APIM],
      ["azurerm_api_management_api", API],
      ["azurerm_api_management_api_operation", OPERATION],
      ["azurerm_api_management_api_policy", policy("<policies><inbound><base/></inbound></policies>")],
      ["azurerm_role_assignment", ROLE],
      ["azurerm_monitor_metric_alert", METRIC],
      ["azurerm_monitor_scheduled_query_rules_alert_v2", QUERY],
      ["azurerm_consumption_budget_resource_group", BUDGET],
      ["azurerm_resource_group_template_deployment", deployment({})],
    ];
    for (const [type, config] of right) expect(() => azurerm.make(type, config)).not.toThrow();
  });
});

test("the provider needs features, a subscription and one tenant", () => {
  const configured = (settings: Values) => new AzureProvider([], {}, settings).configured().join("; ");
  expect(configured({})).toBe("");
  expect(configured({ subscription_id: "" })).toContain("`subscription_id` is a required provider property");
  expect(configured({ subscription_id: "mine" })).toContain("subscription_id must be a UUID");
  expect(configured({ tenant_id: "mine" })).toContain("tenant_id must be a UUID");
  expect(configured({ features: [] })).toContain("features");
  expect(inGroup("A.B/c/d")).toContain("/resourceGroups/rg/");
});
