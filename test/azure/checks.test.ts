import { AzureEnvironments, GatewayTier, NetworkAccess, type AzureEnvironmentProps } from "../../src/azure";
import { Problems, Size } from "../../src/core";
import { OperationGroup } from "../../src/mlflow";
import { messageOf } from "../support/refusal";

/** The messages that an environment gets. */
function problems(wrong: Partial<AzureEnvironmentProps>): string[] {
  const found = new Problems("azure-dev");
  AzureEnvironments.check(found, { name: "azure-dev", size: Size.DEV, ...wrong });
  return found.all.map(messageOf);
}

const ID = "00000000-1111-2222-3333-444444444444";
const GROUP = `/subscriptions/${ID}/resourceGroups/team`;
const SUBNET = `${GROUP}/providers/Microsoft.Network/virtualNetworks/team/subnets/a`;
const server = {
  url: "https://mlflow.example.com",
  gatewayKeyVaultId: `${GROUP}/providers/Microsoft.KeyVault/vaults/team`,
  gatewayKeySecretName: "gateway-key",
};
const PRIVATE = { network: { access: NetworkAccess.PRIVATE } };

test("an environment with a name and a size has no problem, in both sizes", () => {
  expect(problems({})).toEqual([]);
  expect(problems({ size: Size.PROD })).toEqual([]);
});

test.each<[string, Partial<AzureEnvironmentProps>, string]>([
  ["a name with capitals", { name: "Azure-Dev" }, "name = "],
  ["an unknown size", { size: "huge" as Size }, "size = "],
  ["a prefix with an underscore", { prefix: "mlops_dev" }, "prefix = "],
  ["a prefix that is too long", { prefix: "a-very-long-platform-prefix" }, "prefix = "],
  ["a tag of Azure's own", { tags: { "microsoft-owner": "me" } }, "tags.microsoft-owner = "],
  ["a location by its display name", { location: "West Europe" }, "location = "],
  ["a subscription by its name", { subscriptionId: "Pay-As-You-Go" }, "subscriptionId = "],
  ["a tenant by its domain", { tenantId: "example.onmicrosoft.com" }, "tenantId = "],
  [
    "a state account with a hyphen",
    { state: { resourceGroupName: "state", storageAccountName: "my-state" } },
    "state.storageAccountName = ",
  ],
  [
    "a state group that ends with a period",
    { state: { resourceGroupName: "state.", storageAccountName: "mystate" } },
    "state.resourceGroupName = ",
  ],
  ["an unknown access", { network: { access: "vpn" as NetworkAccess } }, "network.access = "],
  ["a block that is no CIDR", { network: { ...PRIVATE.network, cidr: "10.40.0.0" } }, "network.cidr = "],
  ["a block with bits after its prefix", { network: { ...PRIVATE.network, cidr: "10.40.1.0/16" } }, "network.cidr = "],
  ["a block that is too small", { network: { ...PRIVATE.network, cidr: "10.40.0.0/26" } }, "network.cidr = "],
  ["a block without a virtual network", { network: { cidr: "10.40.0.0/16" } }, "network.cidr = "],
  [
    "an artifact prefix with a slash at its end",
    { artifacts: { artifactPrefix: "a/" } },
    "artifacts.artifactPrefix = ",
  ],
  ["versions kept for two years", { artifacts: { noncurrentVersionDays: 700 } }, "artifacts.noncurrentVersionDays = "],
  [
    "a closed account for public servers",
    { artifacts: { snowflakeSubnetIds: [SUBNET] } },
    "artifacts.snowflakeSubnetIds = ",
  ],
  [
    "a subnet by its name",
    { ...PRIVATE, artifacts: { snowflakeSubnetIds: ["snowflake"] } },
    "artifacts.snowflakeSubnetIds.0 = ",
  ],
  [
    "the same subnet twice",
    { ...PRIVATE, artifacts: { snowflakeSubnetIds: [SUBNET, SUBNET] } },
    "artifacts.snowflakeSubnetIds.1 = ",
  ],
  [
    "more subnets than a storage account takes",
    { ...PRIVATE, artifacts: { snowflakeSubnetIds: Array.from({ length: 201 }, (_, index) => `${SUBNET}${index}`) } },
    "artifacts.snowflakeSubnetIds = ",
  ],
  ["a SKU of a virtual machine", { database: { skuName: "Standard_B1ms" } }, "database.skuName = "],
  ["storage that Azure does not offer", { database: { storageGib: 50 } }, "database.storageGib = "],
  ["a standby of a burstable database", { database: { standby: true } }, "database.standby = "],
  ["backups kept for a day", { database: { backupRetentionDays: 1 } }, "database.backupRetentionDays = "],
  ["a minor version", { database: { engineVersion: "16.4" } }, "database.engineVersion = "],
  ["less vCPU than a server needs", { server: { vcpu: 0.25 } }, "server.vcpu = "],
  ["memory that does not fit the vCPU", { server: { vcpu: 1, memoryMib: 1024 } }, "server.memoryMib = "],
  ["more workers than the memory holds", { server: { workers: 8 } }, "server.workers = "],
  ["fewer replicas at most than always", { server: { minReplicas: 3, maxReplicas: 2 } }, "server.minReplicas = "],
  ["a start that is cut off", { server: { startupGraceSeconds: 60 } }, "server.startupGraceSeconds = "],
  ["logs kept for a day", { server: { logRetentionDays: 1 } }, "server.logRetentionDays = "],
  ["an image without a tag", { server: { images: { mlflow: "ghcr.io/mlflow/mlflow" } } }, "server.images.mlflow = "],
  [
    "an identity by its name",
    { server: { registryIdentityId: "acr-pull", imageRegistry: "team.azurecr.io/cache" } },
    "server.registryIdentityId = ",
  ],
  [
    "a tier without a way to private servers",
    { ...PRIVATE, gateway: { tier: GatewayTier.CONSUMPTION } },
    "gateway.tier = ",
  ],
  ["units of Consumption", { gateway: { units: 2 } }, "gateway.units = "],
  ["a timeout past Consumption's", { gateway: { timeoutSeconds: 60 } }, "gateway.timeoutSeconds = "],
  ["a path with a slash", { gateway: { apiPath: "/mlflow" } }, "gateway.apiPath = "],
  ["a publisher without an address", { gateway: { publisherEmail: "mlops" } }, "gateway.publisherEmail = "],
  ["a public UI of public servers", { ui: { groupIds: [ID], public: true } }, "ui.public = "],
  ["a UI for nobody", { ui: { groupIds: [] } }, "ui.groupIds = "],
  ["a group by its name", { ui: { groupIds: ["data-science"] } }, "ui.groupIds.0 = "],
  ["a principal by its name", { snowflakeStoragePrincipalId: "snowflake" }, "snowflakeStoragePrincipalId = "],
  ["an e-mail address that is none", { observability: { alarms: true, emails: ["ops"] } }, "observability.emails.0 = "],
  [
    "an action group by its name",
    { observability: { alarms: true, actionGroupId: "ops" } },
    "observability.actionGroupId = ",
  ],
  [
    "a latency past the timeout",
    { observability: { alarms: true, thresholds: { latencySeconds: 60 } } },
    "observability.thresholds.latencySeconds = ",
  ],
  [
    "a latency past the gateway's timeout",
    { gateway: { timeoutSeconds: 20 }, observability: { alarms: true, thresholds: { latencySeconds: 20 } } },
    "observability.thresholds.latencySeconds = ",
  ],
  [
    "a timeout within the default latency of an alarm",
    { gateway: { timeoutSeconds: 10 }, observability: { alarms: true } },
    "gateway.timeoutSeconds = ",
  ],
  ["a budget of nothing", { observability: { budget: { monthlyAmount: 0 } } }, "observability.budget.monthlyAmount = "],
  ["an existing server without its artifacts", { existing: { trackingServer: server } }, "existing.trackingServer = "],
  [
    "an existing network beside settings of a new one",
    {
      ...PRIVATE,
      existing: {
        network: {
          virtualNetworkId: `${GROUP}/providers/Microsoft.Network/virtualNetworks/team`,
          serverSubnetId: SUBNET,
          gatewaySubnetId: `${SUBNET}b`,
          databaseSubnetId: `${SUBNET}c`,
        },
      },
    },
    "network = ",
  ],
  [
    "one subnet for two services",
    {
      existing: {
        network: {
          virtualNetworkId: `${GROUP}/providers/Microsoft.Network/virtualNetworks/team`,
          serverSubnetId: SUBNET,
          gatewaySubnetId: `${SUBNET}b`,
          databaseSubnetId: SUBNET,
        },
      },
    },
    "existing.network.databaseSubnetId = ",
  ],
  [
    "an existing storage account with a hyphen",
    {
      existing: {
        artifactStore: {
          storageAccountName: "team-models",
          storageAccountId: `${GROUP}/providers/Microsoft.Storage/storageAccounts/team-models`,
          containerName: "mlflow",
        },
      },
    },
    "existing.artifactStore.storageAccountName = ",
  ],
  [
    "the text of a secret for its id",
    {
      existing: {
        backendStore: { uriKeyVaultSecretId: "postgresql://mlflow", uriIdentityId: identity() },
      },
    },
    "existing.backendStore.uriKeyVaultSecretId = ",
  ],
  [
    "a location beside an existing resource group",
    { location: "westeurope", existing: { resourceGroup: { resourceGroupName: "team", location: "westeurope" } } },
    "location = ",
  ],
  ["an unknown group of operations", { snowflake: { groups: ["runs" as OperationGroup] } }, "snowflake.groups.0 = "],
])("%s is refused, with field, value and remedy", (_, wrong, begin) => {
  const found = problems(wrong);
  expect(found.filter((message) => message.startsWith(begin))).toHaveLength(1);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/: must .+\. [A-Z].+/);
});

function identity(): string {
  return `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mlflow`;
}

test("all problems of an environment are reported at once", () => {
  const found = problems({ location: "West Europe", database: { storageGib: 50 }, gateway: { units: 2 } });
  expect(found).toHaveLength(3);
});
