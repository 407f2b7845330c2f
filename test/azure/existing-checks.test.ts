import { TerraformStack, Testing } from "cdktf";
import {
  ArtifactStore,
  AzureEnvironments,
  AzureMlopsPlatform,
  AzureProviders,
  BackendStore,
  GatewayTier,
  Network,
  NetworkAccess,
  ResourceGroup,
  TrackingServer,
  type AzureEnvironmentProps,
  type AzureMlopsPlatformProps,
  type AzurePlatformSettings,
  type ExistingAzureAttributes,
  type ExistingAzureComponents,
} from "../../src/azure";
import { Problems, Size } from "../../src/core";
import { WarehouseSize, Workspace } from "../../src/snowflake";
import { messageOf, refusalOf, refusedFields } from "../support/refusal";
import { component, emptyStack } from "./fixture";

const GROUP = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/team";
const VIRTUAL_NETWORK = `${GROUP}/providers/Microsoft.Network/virtualNetworks/team`;
const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mlflow`;
const subnet = (name: string) => `${VIRTUAL_NETWORK}/subnets/${name}`;
const UI = { groupIds: ["aaaaaaaa-0000-4000-8000-000000000001"] };

const resourceGroup = { resourceGroupName: "team", location: "westeurope" };
const network = {
  virtualNetworkId: VIRTUAL_NETWORK,
  serverSubnetId: subnet("servers"),
  gatewaySubnetId: subnet("gateway"),
  databaseSubnetId: subnet("database"),
};
const artifactStore = {
  storageAccountName: "teammodels",
  storageAccountId: `${GROUP}/providers/Microsoft.Storage/storageAccounts/teammodels`,
  containerName: "mlflow",
};
const backendStore = {
  uriKeyVaultSecretId: "https://team.vault.azure.net/secrets/mlflow-uri",
  uriIdentityId: IDENTITY,
};
const trackingServer = {
  url: "https://mlflow.example.com",
  gatewayKeyVaultId: `${GROUP}/providers/Microsoft.KeyVault/vaults/team`,
  gatewayKeySecretName: "gateway-key",
};
const server = { artifactStore, trackingServer };

type Settings = AzurePlatformSettings & { readonly existing: ExistingAzureAttributes };

/** The messages that an environment file gets. */
function problems(wrong: Partial<AzureEnvironmentProps>): string[] {
  const found = new Problems("azure-dev");
  AzureEnvironments.check(found, { name: "azure-dev", size: Size.DEV, ...wrong });
  return found.all.map(messageOf);
}

/** The messages that the construct gives to the same, and that it made nothing. */
function refusedByPlatform(
  settings: Partial<AzureMlopsPlatformProps>,
  existing: (stack: TerraformStack) => ExistingAzureComponents,
) {
  const stack = new TerraformStack(Testing.app(), "test");
  AzureProviders.addTo(stack);
  const found = refusalOf(
    () =>
      new AzureMlopsPlatform(stack, "Platform", {
        prefix: "mlops-dev",
        size: Size.DEV,
        ...settings,
        existing: existing(stack),
      }),
  );
  if (found.length > 0) expect(stack.node.findChild("Platform").node.children).toEqual([]);
  return found.map(messageOf);
}

function components(stack: TerraformStack, existing: ExistingAzureAttributes): ExistingAzureComponents {
  return {
    resourceGroup:
      existing.resourceGroup && ResourceGroup.fromResourceGroupAttributes(stack, "Group", existing.resourceGroup),
    network: existing.network && Network.fromNetworkAttributes(stack, "Network", existing.network),
    artifactStore:
      existing.artifactStore && ArtifactStore.fromArtifactStoreAttributes(stack, "Artifacts", existing.artifactStore),
    backendStore:
      existing.backendStore && BackendStore.fromBackendStoreAttributes(stack, "Database", existing.backendStore),
    trackingServer:
      existing.trackingServer && TrackingServer.fromTrackingServerAttributes(stack, "Server", existing.trackingServer),
    snowflake: existing.snowflake,
  };
}

test.each<[string, string, Settings]>([
  ["network", "network", { network: { cidr: "10.40.0.0/16", access: NetworkAccess.PRIVATE }, existing: { network } }],
  ["artifactStore", "artifacts", { artifacts: { artifactPrefix: "ml" }, existing: { artifactStore } }],
  ["backendStore", "database", { database: { storageGib: 64 }, existing: { backendStore } }],
  ...["databaseCpuPercent", "databaseConnections", "databaseStoragePercent"].flatMap(
    (name): [string, string, Settings][] => {
      const observability = { alarms: true, thresholds: { [name]: 50 } };
      const field = `observability.thresholds.${name}`;
      return [
        ["backendStore", field, { observability, existing: { backendStore } }],
        ["trackingServer", field, { observability, existing: server }],
      ];
    },
  ),
  ["trackingServer", "server", { server: { maxReplicas: 2 }, existing: server }],
  ["trackingServer", "ui", { ui: UI, existing: server }],
  ["trackingServer", "database", { database: { storageGib: 64 }, existing: server }],
  ["trackingServer", "existing.backendStore", { existing: { ...server, backendStore } }],
  [
    "snowflake.databaseName",
    "snowflake.databaseName",
    { snowflake: { databaseName: "A" }, existing: { snowflake: { databaseName: "B" } } },
  ],
  [
    "snowflake.warehouseName",
    "snowflake.warehouseSize",
    { snowflake: { warehouseSize: WarehouseSize.SMALL }, existing: { snowflake: { warehouseName: "B" } } },
  ],
  [
    "snowflake.kedroRoleName",
    "kedro.roleName",
    { kedro: { roleName: "A" }, existing: { snowflake: { kedroRoleName: "B" } } },
  ],
])("when existing.%s is set, %s has no effect: an environment file and a program refuse it", (set, field, all) => {
  const { existing, ...settings } = all;
  const found = problems(all);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`: must be omitted: it has no effect when existing.${set} is set, as `);
  expect(found[0]).toMatch(new RegExp(`^${field} = .+ Remove ${field}, or existing.${set}$`));
  expect(refusedByPlatform(settings, (stack) => components(stack, existing))).toEqual(found);
});

test.each([
  ["snowflake.databaseName", { snowflake: { databaseName: "A" } }],
  ["existing.snowflake.warehouseName", { existing: { warehouseName: "A" } }],
])("%s would be unused beside a whole workspace", (field, { snowflake, existing }: WorkspaceCase) => {
  const names = { databaseName: "SHARED", schemaName: "ML", warehouseName: "WH" };
  const found = refusedByPlatform({ snowflake }, (stack) => ({
    workspace: Workspace.fromWorkspaceAttributes(stack, "Workspace", names),
    snowflake: existing,
  }));
  expect(found.some((message) => message.startsWith(`${field} = "`))).toBe(true);
  for (const message of found) expect(message).toContain("it has no effect when existing.workspace is set");
});

interface WorkspaceCase {
  readonly snowflake?: AzurePlatformSettings["snowflake"];
  readonly existing?: ExistingAzureComponents["snowflake"];
}

test.each<[string, ExistingAzureAttributes, string]>([
  [
    "a resource group that ends with a period",
    { resourceGroup: { ...resourceGroup, resourceGroupName: "team." } },
    "resourceGroup.resourceGroupName = ",
  ],
  [
    "a location by its display name",
    { resourceGroup: { ...resourceGroup, location: "West Europe" } },
    "resourceGroup.location = ",
  ],
  [
    "a subnet of another virtual network",
    { network: { ...network, serverSubnetId: subnet("servers").replace("team/subnets", "other/subnets") } },
    "network.serverSubnetId = ",
  ],
  [
    "a subnet by its name",
    { network: { ...network, uiSubnetId: `${VIRTUAL_NETWORK}/subnets/` } },
    "network.uiSubnetId = ",
  ],
  [
    "one subnet for two services",
    { network: { ...network, databaseSubnetId: network.serverSubnetId } },
    "network.databaseSubnetId = ",
  ],
  [
    "the id of another storage account",
    { artifactStore: { ...artifactStore, storageAccountName: "othermodels" } },
    "artifactStore.storageAccountId = ",
  ],
  [
    "a container with a capital",
    { artifactStore: { ...artifactStore, containerName: "MLflow" } },
    "artifactStore.containerName = ",
  ],
  [
    "a prefix with a slash at its end",
    { artifactStore: { ...artifactStore, artifactPrefix: "ml/" } },
    "artifactStore.artifactPrefix = ",
  ],
  [
    "an identity of the database by its name",
    { backendStore: { ...backendStore, uriIdentityId: "mlflow" } },
    "backendStore.uriIdentityId = ",
  ],
  [
    "a server with a path",
    { ...server, trackingServer: { ...trackingServer, url: "https://mlflow.example.com/mlflow" } },
    "trackingServer.url = ",
  ],
  [
    "a server without TLS",
    { ...server, trackingServer: { ...trackingServer, url: "http://mlflow.example.com" } },
    "trackingServer.url = ",
  ],
  [
    "a Key Vault by its name",
    { ...server, trackingServer: { ...trackingServer, gatewayKeyVaultId: "team" } },
    "trackingServer.gatewayKeyVaultId = ",
  ],
  [
    "the address of the key's secret",
    {
      ...server,
      trackingServer: { ...trackingServer, gatewayKeySecretName: "https://team.vault.azure.net/secrets/key" },
    },
    "trackingServer.gatewayKeySecretName = ",
  ],
  ["a server without its artifacts", { trackingServer }, 'trackingServer = "set": must be omitted'],
  [
    "a schema without its database",
    { snowflake: { schemaName: "MLFLOW" } },
    'snowflake.schemaName = "MLFLOW": must be omitted: an existing schema needs its existing database',
  ],
])("%s is refused by a message of its own", (_what, existing, beginning) => {
  const found = problems({ existing });
  expect(found).toHaveLength(1);
  expect(found[0]?.startsWith(`existing.${beginning}`)).toBe(true);
});

describe("an existing virtual network", () => {
  test("needs a subnet for a public UI", () => {
    const ui = { ...UI, public: true };
    const found = problems({ ui, existing: { network } });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^existing\.network\.uiSubnetId = \(not set\): /);
    expect(problems({ ui, existing: { network: { ...network, uiSubnetId: subnet("ui") } } })).toEqual([]);
    expect(problems({ ui: UI, existing: { network } })).toEqual([]);
  });

  test("is one that Consumption cannot be connected to, whatever the size", () => {
    const found = problems({ gateway: { tier: GatewayTier.CONSUMPTION }, existing: { network } });
    expect(found).toEqual([expect.stringMatching(/^gateway\.tier = .+ must be StandardV2/)]);
    expect(problems({ gateway: { tier: GatewayTier.STANDARD_V2 }, existing: { network } })).toEqual([]);
  });
});

test("problems of settings, of components and between them are told together, whatever the size", () => {
  const found = problems({
    size: "huge" as Size,
    database: { storageGib: 50 },
    network: { access: NetworkAccess.PRIVATE },
    existing: { network: { ...network, virtualNetworkId: "main" }, snowflake: { databaseName: "low" } },
  });
  const fields = new Set(found.map((message) => message.split(" = ")[0]));
  for (const field of ["size", "database.storageGib", "network", "existing.snowflake.databaseName"])
    expect(fields).toContain(field);
  expect(fields).toContain("existing.network.virtualNetworkId");
});

test("the same settings are taken where the component is made", () => {
  expect(
    problems({
      existing: { resourceGroup, network, backendStore },
      artifacts: { artifactPrefix: "ml" },
      server: { maxReplicas: 2 },
      ui: UI,
      observability: { alarms: true, thresholds: { latencySeconds: 3 } },
      snowflake: { databaseName: "A", schemaName: "B", warehouseSize: WarehouseSize.SMALL },
      kedro: { roleName: "C", users: ["ADA"] },
    }),
  ).toEqual([]);
});

test("a database that another platform in the program made is watched, so its thresholds are read", () => {
  const observability = { alarms: true, thresholds: { databaseConnections: 50 } };
  const found = refusedByPlatform({ observability }, (stack) => ({
    backendStore: new BackendStore(stack, "Shared", { ...component(stack), prefix: "churn" }),
  }));
  expect(found).toEqual([]);
});

test("a platform in an existing resource group takes no location: the group has one", () => {
  const group = (stack: TerraformStack) => ResourceGroup.fromResourceGroupAttributes(stack, "Group", resourceGroup);
  const found = refusedByPlatform({ location: "northeurope" }, (stack) => ({ resourceGroup: group(stack) }));
  expect(found).toEqual([expect.stringContaining('location = "northeurope": must be omitted')]);
});

test("an address with its password is never shown", () => {
  const uriKeyVaultSecretId = "postgresql+psycopg2://mlflow:hunter2@db:5432/mlflow";
  const found = problems({ existing: { backendStore: { ...backendStore, uriKeyVaultSecretId } } });
  expect(found.join()).toMatch(/^existing\.backendStore\.uriKeyVaultSecretId = <secret>: /);
  expect(found.join()).not.toContain("hunter2");
});

test("constructs refuse the same wrong attributes as an environment file", () => {
  const refused = (build: (stack: TerraformStack) => unknown): string =>
    refusedFields(() => build(emptyStack())).join();
  const group = { ...resourceGroup, location: "West Europe" };
  const account = { ...artifactStore, containerName: "UP" };
  const other = { ...network, gatewaySubnetId: network.serverSubnetId };
  const plain = { ...trackingServer, url: "http://mlflow" };
  expect(refused((s) => ResourceGroup.fromResourceGroupAttributes(s, "G", group))).toBe("location");
  expect(refused((s) => Network.fromNetworkAttributes(s, "N", other))).toBe("gatewaySubnetId");
  expect(refused((s) => ArtifactStore.fromArtifactStoreAttributes(s, "A", account))).toBe("containerName");
  expect(
    refused((s) => BackendStore.fromBackendStoreAttributes(s, "B", { ...backendStore, uriIdentityId: "me" })),
  ).toBe("uriIdentityId");
  expect(refused((s) => TrackingServer.fromTrackingServerAttributes(s, "T", plain))).toBe("url");
});
