import { ROLE, BUDGET, CRITERIA, QUERY, METRIC, deployment, type Cases } from "../configurations";
import { AzureProvider, PLACE } from "../provider";
import { SERVICE, STORAGE, WORKSPACE, world } from "../world";

describe("of operations and authorization, before any plan the provider refuses", () => {
  const cases: Cases = {
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
    expect(new AzureProvider([type]).problems(type, config).join("; ")).toContain(message);
  });
});

describe("of operations and authorization, Azure refuses to create", () => {
  const cases: Cases = {
    "what exists already": [
      "azurerm_log_analytics_workspace",
      { ...PLACE, name: "LOGS" },
      "already exists - to be managed via Terraform this resource needs to be imported",
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
});
