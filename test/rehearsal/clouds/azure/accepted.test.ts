import { revisionsOf } from "../../../../src/rehearsal/clouds/revisions";
import { ROLE } from "./configurations";
import { environment, identity, PLATFORM } from "./private-platform";
import { AzureProvider, EntraProvider, GROUP, inGroup, TENANT } from "./provider";
import { world } from "./world";

const TYPES = [
  ...new Set(PLATFORM.map(([type]) => type)),
  "azurerm_role_assignment",
  "data.azurerm_client_config",
  "data.azurerm_subscription",
  "data.azurerm_key_vault_secret",
];

const azurerm = new AzureProvider(TYPES, {
  storage: [{ data_plane_available: false }],
  application_insights: [{ disable_generated_rule: true }],
  // Application Insights leaves an action group.
  resource_group: [{ prevent_deletion_if_contains_resources: false }],
});

test("Azure takes a private platform, and a second plan of each object is empty", () => {
  for (const [type, config] of PLATFORM) azurerm.make(type, config);
  const principal = azurerm.account.get("azurerm_user_assigned_identity", identity)?.principal_id;
  const role = {
    scope: inGroup("Microsoft.Storage/storageAccounts/artifacts"),
    role_definition_name: "Storage Blob Data Contributor",
    principal_id: String(principal),
    principal_type: "ServicePrincipal",
  };
  azurerm.make("azurerm_role_assignment", role);
  const configurations = [...PLATFORM, ["azurerm_role_assignment", role] as const];
  const held = azurerm.account.all;
  expect(held).toHaveLength(configurations.length);
  const plans = configurations.map(([type, config], index) => [
    type,
    azurerm.planAgain(type, held[index]?.id ?? "", config),
  ]);
  expect(plans).toEqual(configurations.map(([type]) => [type, { action: "none", problems: [] }]));
});

test("a role for a service principal that Entra does not show yet is assigned; without the type it is refused", () => {
  const role = { ...ROLE, principal_id: "12345678-1234-4234-8234-123456789abc" };
  const azure = world(["azurerm_role_assignment"]);
  azure.make("azurerm_role_assignment", { ...role, principal_type: "ServicePrincipal" });
  expect(azure.create("azurerm_role_assignment", { ...role, principal_type: "User" }).join()).toContain(
    "PrincipalNotFound",
  );
});

test("an app has an address in its environment's domain and a revision with the values of its start", () => {
  const app = azurerm.account.get("azurerm_container_app", inGroup("Microsoft.App/containerApps/mlflow")) ?? {};
  const domain = azurerm.account.get("azurerm_container_app_environment", environment)?.default_domain;
  expect(app.ingress).toMatchObject([{ fqdn: `mlflow.${String(domain)}` }]);
  expect(revisionsOf(app)).toMatchObject([
    { name: app.latest_revision_name, active: true, secret: [{ name: "uri", value: "postgresql://" }] },
  ]);
  expect(azurerm.account.get("azurerm_container_app_environment", environment)?.static_ip_address).toBe("10.0.0.10");
});

test("everything can be destroyed in the reverse order, and nothing is left", () => {
  const held = [...azurerm.account.all].reverse();
  expect(held.flatMap(({ type, id }) => azurerm.remove(type, id))).toEqual([]);
  expect(azurerm.account.size).toBe(0);
});

test("the login's ids are those of both providers", () => {
  const entra = new EntraProvider(["data.azuread_client_config"], azurerm.account);
  const { values } = azurerm.read("azurerm_client_config", {});
  expect(values).toMatchObject({ tenant_id: TENANT, subscription_id: GROUP.split("/")[2] });
  expect(entra.read("azuread_client_config", {}).values).toMatchObject({
    tenant_id: TENANT,
    object_id: values.object_id,
    client_id: values.client_id,
  });
  expect(azurerm.read("azurerm_subscription", {}).values).toMatchObject({
    id: `/subscriptions/${GROUP.split("/")[2]}`,
  });
});
