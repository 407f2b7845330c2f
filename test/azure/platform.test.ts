import { TerraformStack, Testing } from "cdktf";
import { ArtifactStore, AzureMlopsPlatform, AzureProviders, type ExistingAzureComponents } from "../../src/azure";
import { Size } from "../../src/core";
import { OperationGroup } from "../../src/mlflow";
import { Workspace } from "../../src/snowflake";
import { Synthesized, type Block } from "./synthesized";

const dev = Synthesized.environment();
const prod = Synthesized.environment({ name: "azure-prod", size: Size.PROD, prefix: "mlops-azure-dev" });

const ID = "00000000-1111-2222-3333-444444444444";

function platform(existing: (stack: TerraformStack) => ExistingAzureComponents): Synthesized {
  const stack = new TerraformStack(Testing.app(), "test");
  AzureProviders.addTo(stack);
  new AzureMlopsPlatform(stack, "Platform", { prefix: "mlops-dev", size: Size.DEV, existing: existing(stack) });
  return Synthesized.of(stack);
}

test("only the server waits for the database", () => {
  const database = dev.address("azurerm_postgresql_flexible_server");
  const waiting = dev.addresses().filter((address) => dev.needs(address).has(database));
  const types = new Set(waiting.map((address) => address.split(".")[0]));
  types.delete("azurerm_container_app");
  types.delete("terraform_data");
  types.delete("azurerm_postgresql_flexible_server_database");
  types.delete("azurerm_postgresql_flexible_server_configuration");
  types.delete("azurerm_postgresql_flexible_server_firewall_rule");
  expect([...types]).toEqual([]);
});

test("no SQL function and no part of the gateway waits for the server: they are created beside the database", () => {
  const app = dev.address("azurerm_container_app");
  expect(dev.addresses().filter((address) => dev.needs(address).has(app))).toEqual([]);
});

test("the trust between Snowflake and Azure holds no cycle, in one apply", () => {
  for (const address of dev.addresses()) expect(dev.needs(address)).not.toContain(address);
});

test("Snowflake's integration does not wait for API Management, which takes minutes", () => {
  const service = dev.address("azurerm_api_management");
  expect(dev.needs(dev.address("snowflake_api_integration"))).not.toContain(service);
});

test("from dev to prod nothing that holds data changes its name", () => {
  const fixed: Record<string, string[]> = {
    azurerm_resource_group: ["name", "location"],
    azurerm_storage_account: ["name", "is_hns_enabled"],
    azurerm_storage_container: ["name"],
    azurerm_postgresql_flexible_server: ["name", "administrator_login"],
    snowflake_database: ["name"],
  };
  for (const [type, attributes] of Object.entries(fixed))
    for (const [name, before] of Object.entries(dev.all(type)))
      for (const attribute of attributes) expect(prod.all(type)[name]?.[attribute]).toEqual(before[attribute]);
});

test("in prod whatever holds data refuses to be destroyed, on both sides; without protection nothing does", () => {
  const types = prod.protectedAddresses().map((address) => address.split(".")[0]);
  expect([...new Set(types)].sort()).toEqual([
    "azurerm_postgresql_flexible_server",
    "azurerm_storage_account",
    "snowflake_database",
    "snowflake_schema",
    "snowflake_stage",
  ]);
  expect(Synthesized.environment({ size: Size.PROD, protection: false }).protectedAddresses()).toEqual([]);
  expect(dev.protectedAddresses()).toEqual([]);
});

test("prod is in a virtual network, dev is not", () => {
  expect(Object.keys(prod.all("azurerm_subnet"))).toHaveLength(4);
  expect(dev.all("azurerm_virtual_network")).toEqual({});
  expect(prod.one("azurerm_container_app_environment")).toMatchObject({ internal_load_balancer_enabled: true });
  expect(prod.one("azurerm_postgresql_flexible_server")).toMatchObject({ public_network_access_enabled: false });
});

test("the allowed prefix of the API integration is the gateway's own address, with a slash at its end", () => {
  const [prefix] = dev.one("snowflake_api_integration").api_allowed_prefixes as string[];
  expect(prefix).toMatch(/^https:\/\/mlops-azure-dev-\$\{random_[a-z]+\.[^}]+\}\.azure-api\.net\/mlflow\/$/);
  for (const each of Object.values(dev.all("snowflake_external_function")))
    expect(String(each.url_of_proxy_and_resource).startsWith(String(prefix))).toBe(true);
});

test("the stage over the artifacts is the folder that MLflow writes to, in each one's own form", () => {
  const url = String(dev.one("snowflake_stage", "ArtifactStage").url);
  expect(dev.one("snowflake_storage_integration").storage_allowed_locations).toEqual([url]);
  const [, account, container, prefix] = /^azure:\/\/(.+)\.blob\.core\.windows\.net\/([^/]+)\/(.+)\/$/.exec(url) ?? [];
  expect(JSON.stringify(dev.one("azurerm_container_app"))).toContain(
    `wasbs://${container}@${account}.blob.core.windows.net/${prefix}`,
  );
});

test("Snowflake's principal gets roles only when it is known", () => {
  const roles = (environment: Synthesized) =>
    Object.values(environment.all("azurerm_role_assignment")).map(({ principal_id }) => principal_id);
  expect(roles(dev)).not.toContain(ID);
  const known = Synthesized.environment({ snowflakeStoragePrincipalId: ID });
  expect(roles(known).filter((id) => id === ID)).toHaveLength(2);
  // The consent adds the two roles and changes nothing else.
  expect(known.addresses().filter((address) => !dev.addresses().includes(address))).toHaveLength(2);
});

test("what an administrator has to do is an output, without Snowflake's consent URL being a secret", () => {
  const outputs = dev.json.output as Record<string, Block>;
  expect(outputs.snowflake_storage_consent_url?.value).toMatch(/^\$\{nonsensitive\(/);
  expect(String(outputs.next_steps?.value)).toContain("az ad sp create --id");
  const known = Synthesized.environment({ snowflakeStoragePrincipalId: ID }).json.output as Record<string, Block>;
  expect(String(known.next_steps?.value)).not.toContain("snowflakeStoragePrincipalId");
  for (const output of Object.values(outputs)) expect(output).not.toHaveProperty("sensitive");
});

test("the consent is asked for before a function is called: no function works without it", () => {
  const { next_steps: steps } = dev.json.output as Record<string, Block>;
  const text = String(steps?.value);
  expect(text.indexOf("snowflake_api_consent_url")).toBeGreaterThan(0);
  expect(text.indexOf("snowflake_api_consent_url")).toBeLessThan(text.indexOf("MLFLOW_EXPERIMENT_GET_BY_NAME"));
});

test("every resource that can carry tags carries the platform's and the team's", () => {
  const tagged = Synthesized.environment({ size: Size.PROD, tags: { team: "ml" } });
  const types = [
    "azurerm_resource_group",
    "azurerm_virtual_network",
    "azurerm_storage_account",
    "azurerm_postgresql_flexible_server",
    "azurerm_container_app_environment",
    "azurerm_container_app",
    "azurerm_api_management",
    "azurerm_log_analytics_workspace",
    "azurerm_user_assigned_identity",
  ];
  for (const type of types)
    for (const resource of Object.values(tagged.all(type)))
      expect(resource.tags).toMatchObject({ team: "ml", platform: "mlops-azure-dev" });
});

test("no password stands in the synthesized JSON or its outputs", () => {
  expect(JSON.stringify(dev.json.output)).not.toMatch(/random_password/);
  expect(JSON.stringify(dev.json)).not.toMatch(/"(administrator_password|value)":"(?!\$\{)[A-Za-z0-9]{20,}"/);
});

test("with a storage account and a Snowflake database of one's own the platform creates none", () => {
  const own = platform((stack) => ({
    artifactStore: ArtifactStore.fromArtifactStoreAttributes(stack, "Artifacts", {
      storageAccountName: "teammodels",
      storageAccountId: `/subscriptions/${ID}/resourceGroups/team/providers/Microsoft.Storage/storageAccounts/teammodels`,
      containerName: "models",
      artifactPrefix: "ml",
    }),
    workspace: Workspace.fromWorkspaceAttributes(stack, "Workspace", {
      databaseName: "SHARED",
      schemaName: "ML",
      warehouseName: "SHARED_WH",
    }),
  }));
  for (const type of ["azurerm_storage_account", "snowflake_database", "snowflake_warehouse"])
    expect(own.all(type)).toEqual({});
  expect(own.one("snowflake_stage", "ArtifactStage").url).toBe("azure://teammodels.blob.core.windows.net/models/ml/");
});

test("the proxy passes the operations of the functions' groups, and kedro's own", () => {
  const proxy = (environment: Synthesized): string => JSON.stringify(environment.one("azurerm_container_app"));
  const registry = Synthesized.environment({ snowflake: { groups: [OperationGroup.REGISTRY] } });
  expect(proxy(dev)).toContain("logged-models");
  expect(proxy(dev)).not.toMatch(/traces|datasets/);
  expect(proxy(registry)).toContain("registered-models");
  expect(proxy(registry)).not.toMatch(/logged-models|traces|datasets/);
});

test("two platforms with one prefix in a stack are refused", () => {
  const stack = new TerraformStack(Testing.app(), "test");
  AzureProviders.addTo(stack);
  new AzureMlopsPlatform(stack, "One", { prefix: "mlops-dev", size: Size.DEV });
  expect(() => new AzureMlopsPlatform(stack, "Two", { prefix: "mlops-dev", size: Size.DEV })).toThrow(
    "must be unique: test/One has the same",
  );
});
