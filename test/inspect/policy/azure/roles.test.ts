import { azureRolesFor, GRAPH } from "../../../../src/inspect/policy/azure";
import { Purpose } from "../../../../src/inspect/policy/purpose";
import type { SynthesizedStack } from "../../../../src/inspect/stack";
import { azureDevStack, azureProdStack, stackOf } from "../../stack";
import { BUILT_IN } from "./built-in-roles";

const SUBSCRIPTION = "/subscriptions/{subscription}";
const GROUP = "/subscriptions/s/resourceGroups/g";
const rolesOf = (stack: SynthesizedStack, purpose: Purpose) => azureRolesFor(stack, purpose).roles;
const named = (stack: SynthesizedStack, purpose: Purpose) =>
  rolesOf(stack, purpose).map(({ role, scope }) => [role, scope]);
const azurerm = { provider: { azurerm: [{ subscription_id: "s" }] }, terraform: {} };

test.each([
  ["azure-dev", azureDevStack],
  ["azure-prod", azureProdStack],
])("a deploy of %s has two roles on the subscription, and a permission in Entra; no type is unknown", (_, stack) => {
  expect(named(stack(), Purpose.DEPLOY)).toEqual([
    ["Contributor", SUBSCRIPTION],
    ["Role Based Access Control Administrator", SUBSCRIPTION],
    ["Application.ReadWrite.OwnedBy", GRAPH],
  ]);
  expect(azureRolesFor(stack(), Purpose.DEPLOY).unknownTypes).toEqual([]);
});

test("a plan reads: Reader, one action that Reader lacks, and what is in Entra", () => {
  expect(named(azureProdStack(), Purpose.PLAN)).toEqual([
    ["Reader", SUBSCRIPTION],
    ["azure-prod-plan", SUBSCRIPTION],
    ["Application.Read.All", GRAPH],
  ]);
  const own = rolesOf(azureProdStack(), Purpose.PLAN).find(({ role }) => role === "azure-prod-plan");
  expect(own?.actions).toEqual(["Microsoft.App/containerApps/listSecrets/action"]);
});

test("a gateway of a classic tier is read with the secrets of its portal, one of another tier without", () => {
  const actions = (sku_name: string) =>
    rolesOf(stackOf({ "azurerm_api_management.a": { sku_name } }), Purpose.PLAN).flatMap((each) => each.actions ?? []);
  expect(actions("Developer_1")).toHaveLength(2);
  expect(actions("StandardV2_1")).toEqual([]);
});

test("the deploy assigns the roles of the stack and those of Snowflake on the artifacts, and no other", () => {
  const condition = rolesOf(azureDevStack(), Purpose.DEPLOY).find(
    ({ condition }) => condition !== undefined,
  )?.condition;
  const ids = [...(condition ?? "").matchAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g)].map(([id]) => id);
  const name = (id: string) => Object.entries(BUILT_IN).find(([, role]) => role?.id === id)?.[0];
  expect([...new Set(ids.map(name))].sort()).toEqual(["Storage Blob Data Contributor", "Storage Blob Delegator"]);
  expect(condition).toContain("@Request[");
  expect(condition).toContain("@Resource[");
});

test("a role that the list does not hold leaves the assignment without a condition, as a wrong one would refuse it", () => {
  const stack = stackOf({ "azurerm_role_assignment.r": { scope: GROUP, role_definition_name: "Custom" } }, azurerm);
  expect(rolesOf(stack, Purpose.DEPLOY).find(({ role }) => role.startsWith("Role Based"))).not.toHaveProperty(
    "condition",
  );
});

test("in an existing resource group the roles are on that group, and each is the smallest; the subscription is read", () => {
  const stack = stackOf(
    {
      "azurerm_storage_account.a": { resource_group_name: "g" },
      "azurerm_storage_container.c": { storage_account_id: "${azurerm_storage_account.a.id}" },
      "azurerm_role_assignment.r": {
        scope: "${azurerm_storage_container.c.id}",
        role_definition_name: "Storage Blob Data Contributor",
      },
    },
    azurerm,
  );
  expect(named(stack, Purpose.DEPLOY)).toEqual([
    ["Reader", "/subscriptions/s"],
    ["Role Based Access Control Administrator", GROUP],
    ["Storage Account Contributor", GROUP],
  ]);
  expect(named(stack, Purpose.PLAN)).toEqual([["Reader", GROUP]]);
});

test("Contributor on the group stands for the smaller roles on it; what lies outside has its own", () => {
  const network = "/subscriptions/s/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v";
  const stack = stackOf(
    {
      "azurerm_container_app_environment.e": {
        resource_group_name: "g",
        infrastructure_subnet_id: `${network}/subnets/servers`,
      },
      "azurerm_storage_account.a": { resource_group_name: "g" },
      "azurerm_api_management.m": { resource_group_name: "g" },
    },
    azurerm,
  );
  expect(named(stack, Purpose.DEPLOY)).toEqual([
    ["Reader", "/subscriptions/s"],
    ["test-deploy", "/subscriptions/s"],
    ["Contributor", GROUP],
    ["Network Contributor", network],
  ]);
});

test("the state's container is read by a plan, and written by a deploy", () => {
  const backend = { resource_group_name: "mlops-tfstate", storage_account_name: "acc", container_name: "tfstate" };
  const stack = stackOf({}, { terraform: { backend: { azurerm: backend } } });
  const scope = `${SUBSCRIPTION}/resourceGroups/mlops-tfstate/providers/Microsoft.Storage/storageAccounts/acc/blobServices/default/containers/tfstate`;
  expect(named(stack, Purpose.PLAN)).toEqual([["Storage Blob Data Reader", scope]]);
  expect(named(stack, Purpose.DEPLOY)).toEqual([["Storage Blob Data Contributor", scope]]);
});

test("a secret of a vault is read by its own role, which Contributor does not hold", () => {
  const vault = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v";
  const stack = stackOf(
    {
      "azurerm_resource_group.g": { name: "g" },
      "data.azurerm_key_vault_secret.s": { key_vault_id: vault },
    },
    azurerm,
  );
  expect(named(stack, Purpose.DEPLOY)).toContainEqual(["Key Vault Secrets User", vault]);
});

test("an existing subnet is read with its network, and nothing else of the team's group", () => {
  const network = "/subscriptions/s/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v";
  const subnet = { resource_group_name: "net", virtual_network_name: "v", name: "servers" };
  const stack = stackOf(
    { "azurerm_storage_account.a": { resource_group_name: "g" }, "data.azurerm_subnet.s": subnet },
    azurerm,
  );
  expect(named(stack, Purpose.PLAN)).toEqual([
    ["Reader", GROUP],
    ["Reader", network],
  ]);
});

test("groups that may sign in are assigned by a permission of their own", () => {
  const stack = stackOf({ "azuread_app_role_assignment.a": {} });
  expect(named(stack, Purpose.DEPLOY)).toEqual([
    ["AppRoleAssignment.ReadWrite.All", GRAPH],
    ["Application.Read.All", GRAPH],
  ]);
  expect(named(stack, Purpose.PLAN)).toEqual([["Application.Read.All", GRAPH]]);
});

test("unknown types and modules are named", () => {
  const stack = stackOf(
    { "azurerm_mystery.m": {}, "data.azurerm_mystery.d": {} },
    { module: { m: {} }, terraform: {} },
  );
  expect(azureRolesFor(stack, Purpose.PLAN).unknownTypes).toEqual([
    "azurerm_mystery",
    "data.azurerm_mystery",
    "module.m",
  ]);
});

test("a blob needs a role on the data, which Contributor does not include", () => {
  const stack = stackOf(
    {
      "azurerm_storage_account.a": { resource_group_name: "g" },
      "azurerm_storage_blob.b": { storage_account_name: "${azurerm_storage_account.a.name}" },
      "azurerm_container_registry.r": { resource_group_name: "g" },
    },
    azurerm,
  );
  expect(named(stack, Purpose.PLAN)).toContainEqual(["Storage Blob Data Reader", GROUP]);
  expect(named(stack, Purpose.DEPLOY)).toEqual([
    ["Reader", "/subscriptions/s"],
    ["Contributor", GROUP],
    ["Storage Blob Data Contributor", GROUP],
  ]);
});
