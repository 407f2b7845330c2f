import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { GROUP, PLACE } from "./provider";
import { ENVIRONMENT, SNOWFLAKE, SERVICE, STORAGE, subnetId, WORKSPACE, ZONE } from "./world";

/** A configuration, and what the real provider or Azure says of it. */
export type Cases = Readonly<Record<string, readonly [type: string, config: Values, message: string]>>;

// Configurations that Azure takes: the tests of refusals make one mistake in each.

export const RULE = {
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
export const ACCOUNT = { ...PLACE, name: "more", account_tier: "Standard", account_replication_type: "LRS" };
export const POSTGRES = {
  ...PLACE,
  name: "database",
  version: "16",
  sku_name: "B_Standard_B1ms",
  administrator_login: "mlflow",
  administrator_password: "Abcdefgh1234",
};
export const PRIVATE = {
  ...POSTGRES,
  public_network_access_enabled: false,
  delegated_subnet_id: subnetId("db"),
  private_dns_zone_id: ZONE,
};
export const CONTAINER = { name: "mlflow", image: "ghcr.io/mlflow/mlflow:v3", cpu: 0.5, memory: "1Gi" };
export const app = (more: Values = {}, template: Values = {}, ...containers: Values[]): Values => ({
  resource_group_name: "rg",
  name: "mlflow",
  container_app_environment_id: ENVIRONMENT,
  revision_mode: "Single",
  template: [{ container: containers.length > 0 ? containers : [CONTAINER], ...template }],
  ...more,
});
export const ENV = { ...PLACE, name: "second" };
export const CONSUMPTION = { workload_profile: [{ name: "Consumption", workload_profile_type: "Consumption" }] };
export const APIM = {
  ...PLACE,
  name: "second",
  publisher_name: "p",
  publisher_email: "a@b.c",
  sku_name: "Consumption_0",
};
export const joined = (sku_name: string, subnet: string): Values => ({
  ...APIM,
  sku_name,
  virtual_network_type: "External",
  virtual_network_configuration: [{ subnet_id: subnetId(subnet) }],
});
export const CHILD = { resource_group_name: "rg", api_management_name: "api" };
export const API = { ...CHILD, name: "a", revision: "1", display_name: "a", protocols: ["https"], path: "a" };
export const OPERATION = {
  ...CHILD,
  api_name: "mlflow",
  operation_id: "o",
  method: "POST",
  url_template: "/*",
  display_name: "o",
};
export const policy = (xml_content: string): Values => ({ ...CHILD, api_name: "mlflow", xml_content });
export const ROLE = { scope: STORAGE, role_definition_name: "Storage Blob Data Reader", principal_id: SNOWFLAKE };
export const BUDGET = {
  name: "b",
  resource_group_id: GROUP,
  amount: 1,
  time_grain: "Monthly",
  time_period: [{ start_date: `${new Date().toISOString().slice(0, 7)}-01T00:00:00Z` }],
  notification: [{ operator: "GreaterThan", threshold: 80, contact_emails: ["a@b.c"] }],
};
export const CRITERIA = { query: "T", time_aggregation_method: "Count", operator: "GreaterThan", threshold: 0 };
export const QUERY = {
  ...PLACE,
  name: "q",
  scopes: [WORKSPACE],
  severity: 2,
  evaluation_frequency: "PT5M",
  window_duration: "PT5M",
  criteria: [CRITERIA],
};
export const METRIC = {
  resource_group_name: "rg",
  name: "m",
  scopes: [SERVICE],
  criteria: [{ metric_namespace: "n", metric_name: "m", aggregation: "Total", operator: "GreaterThan", threshold: 1 }],
};
export const deployment = (template: Values, parameters: Values = {}): Values => ({
  resource_group_name: "rg",
  name: "d",
  deployment_mode: "Incremental",
  template_content: JSON.stringify({ parameters: {}, resources: [], ...template }),
  parameters_content: JSON.stringify(parameters),
});
