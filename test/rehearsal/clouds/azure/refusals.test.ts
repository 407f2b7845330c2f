import type { Values } from "../../../../src/rehearsal/simulator/rule";
import {
  RULE,
  ACCOUNT,
  POSTGRES,
  app,
  ENV,
  CONSUMPTION,
  APIM,
  API,
  OPERATION,
  policy,
  ROLE,
  BUDGET,
  QUERY,
  METRIC,
  deployment,
} from "./configurations";
import { AzureProvider, PLACE } from "./provider";
import { subnetId, world } from "./world";

test("only what the messages say: each of these configurations passes once its mistake is gone", () => {
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
  const azurerm = world([...new Set(right.map(([type]) => type))], { storage: [{ data_plane_available: false }] });
  for (const [type, config] of right) expect(() => azurerm.make(type, config)).not.toThrow();
});

test("the provider needs features, a subscription and one tenant", () => {
  const configured = (settings: Values) => new AzureProvider([], {}, settings).configured().join("; ");
  expect(configured({})).toBe("");
  expect(configured({ subscription_id: "" })).toContain("`subscription_id` is a required provider property");
  expect(configured({ subscription_id: "mine" })).toContain("subscription_id must be a UUID");
  expect(configured({ tenant_id: "mine" })).toContain("tenant_id must be a UUID");
  expect(configured({ features: [] })).toContain("features");
});

describe("a subscription in which the provider registers nothing by itself", () => {
  const types = ["azurerm_log_analytics_workspace", "azurerm_container_app_environment"];
  const registered = (...resource_providers_to_register: string[]) =>
    world(types, {}, { resource_provider_registrations: "none", resource_providers_to_register });

  test("knows only the namespaces that the configuration names", () => {
    const workspace = { ...PLACE, name: "more" };
    expect(registered().create("azurerm_log_analytics_workspace", workspace).join()).toContain(
      "MissingSubscriptionRegistration: The subscription is not registered to use namespace 'Microsoft.OperationalInsights'",
    );
    expect(registered("Microsoft.OperationalInsights").create("azurerm_log_analytics_workspace", workspace)).toEqual(
      [],
    );
  });

  test("needs Microsoft.ContainerService for an environment in a subnet", () => {
    const config = { ...ENV, ...CONSUMPTION, infrastructure_subnet_id: subnetId("apps") };
    const create = (...namespaces: string[]) =>
      registered(...namespaces)
        .create("azurerm_container_app_environment", config)
        .join();
    expect(create("Microsoft.App")).toContain("namespace 'Microsoft.ContainerService'");
    expect(create("Microsoft.App", "Microsoft.ContainerService")).toBe("");
  });
});
