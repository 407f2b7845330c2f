import {
  NetworkAccess,
  type ArtifactSettings,
  type AzureEnvironmentProps,
  type ExistingAzureAttributes,
} from "../../src/azure";
import { OperationGroup } from "../../src/mlflow";
import { allRules } from "../../src/rehearsal/clouds";
import { addPrincipal, SNOWFLAKE_STORAGE_PRINCIPAL } from "../../src/rehearsal/clouds/azure/entra/directory";
import { countObjects } from "../../src/rehearsal/existing";
import { Account } from "../../src/rehearsal/simulator";
import type { Values } from "../../src/rehearsal/simulator/rule";
import { Workbench, type JsonObject } from "../rehearsal/simulator/terraform";
import { accountsOf } from "../support/existing";
import { Synthesized } from "./synthesized";

const TIMEOUT = 300_000;
const GROUP = "/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/team";
const inGroup = (path: string) => `${GROUP}/providers/${path}`;
const VIRTUAL_NETWORK = inGroup("Microsoft.Network/virtualNetworks/team");
const STORAGE = inGroup("Microsoft.Storage/storageAccounts/teammodels");
const CONTAINER = `${STORAGE}/blobServices/default/containers/mlflow`;
const IDENTITY = inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/mlflow");
const VAULT = inGroup("Microsoft.KeyVault/vaults/team");
const VAULT_URL = "https://team.vault.azure.net";
const subnet = (name: string) => `${VIRTUAL_NETWORK}/subnets/${name}`;

const resourceGroup = { resourceGroupName: "team", location: "westeurope" };
const network = {
  virtualNetworkId: VIRTUAL_NETWORK,
  serverSubnetId: subnet("servers"),
  gatewaySubnetId: subnet("gateway"),
  databaseSubnetId: subnet("database"),
};
const artifactStore = { storageAccountName: "teammodels", storageAccountId: STORAGE, containerName: "mlflow" };
const backendStore = { uriKeyVaultSecretId: `${VAULT_URL}/secrets/mlflow-uri`, uriIdentityId: IDENTITY };
const trackingServer = {
  url: "https://mlflow.example.com",
  gatewayKeyVaultId: VAULT,
  gatewayKeySecretName: "gateway-key",
};
const snowflake = {
  databaseName: "ANALYTICS",
  schemaName: "MLFLOW",
  warehouseName: "ANALYTICS_WH",
  kedroRoleName: "KEDRO",
};
const { databaseName, schemaName, warehouseName, kedroRoleName } = snowflake;

/** What is different in a team's subnets. */
type SubnetValues = Readonly<Record<string, Values>>;

/** A team's resource group with a virtual network, a storage account and a Key Vault, and its Snowflake objects. */
function accounts(subnets: SubnetValues = {}): Map<string, Account> {
  const azure = new Account();
  const put = (type: string, id: string, values: Values) =>
    azure.put(type, id, { id, resource_group_name: "team", location: "westeurope", ...values });
  put("azurerm_resource_group", GROUP, { name: "team" });
  put("azurerm_virtual_network", VIRTUAL_NETWORK, { name: "team", address_space: ["10.8.0.0/16"] });
  for (const [index, [name, service]] of [
    ["servers", "Microsoft.App/environments"],
    ["gateway", "Microsoft.Web/serverFarms"],
    ["database", "Microsoft.DBforPostgreSQL/flexibleServers"],
  ].entries())
    put("azurerm_subnet", subnet(name ?? ""), {
      name: name ?? "",
      virtual_network_name: "team",
      address_prefixes: [`10.8.${index}.0/24`],
      service_endpoints: ["Microsoft.Storage"],
      delegation: [{ name: "d", service_delegation: [{ name: service ?? "", actions: ["a"] }] }],
      ...subnets[name ?? ""],
    });
  const group = inGroup("Microsoft.Network/networkSecurityGroups/gateway");
  put("azurerm_network_security_group", group, { name: "gateway", security_rule: [] });
  put("azurerm_subnet_network_security_group_association", subnet("gateway"), {
    subnet_id: subnet("gateway"),
    network_security_group_id: group,
  });
  put("azurerm_storage_account", STORAGE, {
    name: "teammodels",
    allow_nested_items_to_be_public: false,
    shared_access_key_enabled: false,
  });
  put("azurerm_storage_container", CONTAINER, { name: "mlflow", storage_account_id: STORAGE });
  put("azurerm_user_assigned_identity", IDENTITY, {
    name: "mlflow",
    principal_id: "aaaaaaaa-0000-4000-8000-000000000001",
    client_id: "aaaaaaaa-0000-4000-8000-000000000002",
  });
  put("azurerm_key_vault", VAULT, { name: "team", vault_uri: `${VAULT_URL}/`, enable_rbac_authorization: true });
  for (const name of ["mlflow-uri", "gateway-key"])
    put("azurerm_key_vault_secret", `${VAULT_URL}/secrets/${name}/1`, {
      name,
      key_vault_id: VAULT,
      versionless_id: `${VAULT_URL}/secrets/${name}`,
      value: `the text of ${name}`,
    });
  put("azurerm_role_assignment", `${VAULT}/providers/Microsoft.Authorization/roleAssignments/1`, {
    name: "1",
    scope: VAULT,
    role_definition_name: "Key Vault Secrets User",
    principal_id: "aaaaaaaa-0000-4000-8000-000000000001",
  });
  addPrincipal(azure, { objectId: SNOWFLAKE_STORAGE_PRINCIPAL, type: "ServicePrincipal", name: "Snowflake (storage)" });
  const existing = accountsOf("bring-your-own");
  existing.delete("hashicorp/aws");
  return existing.set("hashicorp/azurerm", azure);
}

/** A platform with few functions: what is brought has nothing to do with how many there are. */
function synthesized(existing: ExistingAzureAttributes, artifacts?: ArtifactSettings): Synthesized {
  const props: Partial<AzureEnvironmentProps> = {
    existing,
    artifacts,
    prefix: "team-c",
    snowflakeStoragePrincipalId: SNOWFLAKE_STORAGE_PRINCIPAL,
    network: existing.network === undefined ? { access: NetworkAccess.PUBLIC } : undefined,
    // MLFLOW exists in the database that exists.
    snowflake: {
      groups: [OperationGroup.LOGGED_MODELS],
      schemaName: existing.snowflake?.schemaName === undefined ? "TEAM_C" : undefined,
    },
  };
  return Synthesized.environment(props);
}

/** Applies a stack beside what exists, plans it again without a change, and destroys it: what existed is all that is left. */
async function rehearse({ json }: Synthesized): Promise<void> {
  const existing = accounts();
  const stack = json as JsonObject;
  const before = countObjects(existing);
  const bench = await Workbench.open({ stacks: [stack], rules: [...allRules], accounts: existing });
  try {
    for (const outcome of [await bench.apply(stack), await bench.plan(stack), await bench.destroyPlanned()])
      expect(outcome).toEqual({ ...outcome, status: 0 });
    expect(countObjects(bench.simulator.accounts)).toBe(before);
  } finally {
    await bench.close();
  }
}

// What is brought of Azure and what is brought of Snowflake know nothing of each other: one run of Terraform shows one of each.
test.each<[string, ExistingAzureAttributes, string[]]>([
  [
    "a resource group with a virtual network, and a Snowflake database",
    { resourceGroup, network, snowflake: { databaseName } },
    ["azurerm_resource_group", "azurerm_virtual_network", "azurerm_subnet", "snowflake_database"],
  ],
  [
    "a storage account, and a Snowflake database with a schema",
    { artifactStore, snowflake: { databaseName, schemaName } },
    ["azurerm_storage_account", "azurerm_storage_container", "snowflake_database", "snowflake_schema"],
  ],
  [
    "a database, and a warehouse",
    { backendStore, snowflake: { warehouseName } },
    ["azurerm_postgresql_flexible_server", "snowflake_warehouse"],
  ],
  [
    "an MLflow server with its storage account, and a kedro role",
    { artifactStore, trackingServer, snowflake: { kedroRoleName } },
    ["azurerm_container_app", "azurerm_postgresql_flexible_server", "snowflake_account_role"],
  ],
  [
    "all of it",
    { resourceGroup, network, artifactStore, trackingServer, snowflake },
    [
      ...["azurerm_resource_group", "azurerm_virtual_network", "azurerm_storage_account", "azurerm_container_app"],
      ...["azurerm_postgresql_flexible_server", "snowflake_database", "snowflake_account_role"],
    ],
  ],
])(
  "%s of one's own is used, not made, applies, plans empty, and outlives the platform",
  async (_what, existing, notMade) => {
    const stack = synthesized(existing);
    for (const type of notMade) expect(stack.all(type)).toEqual({});
    await rehearse(stack);
  },
  TIMEOUT,
);

const SNOWFLAKE_SUBNET =
  "/subscriptions/99999999-2222-4333-8444-555555555555/resourceGroups/deployment/providers/Microsoft.Network/virtualNetworks/azure/subnets/one";

// Azure itself would refuse them in the middle of a deploy, when the database exists.
test.each<[string, SubnetValues, ExistingAzureAttributes, ArtifactSettings | undefined, string[]]>([
  [
    "too small",
    {
      servers: { address_prefixes: ["10.8.0.0/28"] },
      gateway: { address_prefixes: ["10.8.1.0/28"] },
      database: { address_prefixes: ["10.8.2.0/29"] },
    },
    { resourceGroup, network },
    undefined,
    [
      "serverSubnetId of the existing network must be a subnet of /27 or larger",
      "gatewaySubnetId of the existing network must be a subnet of /27 or larger",
      "databaseSubnetId of the existing network must be a subnet of /28 or larger",
    ],
  ],
  [
    "without a service endpoint, where the storage account is closed",
    { servers: { service_endpoints: [] } },
    { resourceGroup, network },
    { snowflakeSubnetIds: [SNOWFLAKE_SUBNET] },
    ["serverSubnetId of the existing network must have the service endpoint Microsoft.Storage"],
  ],
  [
    "not there",
    {},
    { resourceGroup, network: { ...network, uiSubnetId: subnet("ui") } },
    undefined,
    [`Subnet (${subnet("ui")}) was not found`],
  ],
])(
  "the plan of a virtual network of one's own fails where a subnet is %s",
  async (_what, subnets, existing, artifacts, messages) => {
    const stack = synthesized(existing, artifacts).json as JsonObject;
    const bench = await Workbench.open({ stacks: [stack], rules: [...allRules], accounts: accounts(subnets) });
    try {
      const plan = await bench.plan(stack);
      expect(plan.status).toBe(1);
      for (const message of messages) expect(plan.text).toContain(message);
    } finally {
      await bench.close();
    }
  },
  TIMEOUT,
);
