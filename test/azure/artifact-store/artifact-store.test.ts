import { ArtifactStore, type ArtifactStoreAttributes, type ArtifactStoreProps } from "../../../src/azure";
import { Size } from "../../../src/core";
import { problemsOf } from "../../support/refusal";
import { resolved } from "../../support/resolved";
import { NETWORK, SUBSCRIPTION, component, emptyStack, someNetwork } from "../fixture";
import { Synthesized } from "../synthesized";

function make(props: Partial<ArtifactStoreProps> = {}, isPrivate = false) {
  const stack = emptyStack();
  const network = isPrivate ? someNetwork(stack) : undefined;
  const store = new ArtifactStore(stack, "Artifacts", { ...component(stack), network, ...props });
  return { stack, store };
}

const storage = (props: Partial<ArtifactStoreProps> = {}, isPrivate = false): Synthesized =>
  Synthesized.of(make(props, isPrivate).stack);

const SNOWFLAKE = `${SUBSCRIPTION}/resourceGroups/deployment-infra-rg/providers/Microsoft.Network/virtualNetworks/snowflake/subnets/one`;

test("the account's name ends in digits kept in state, as such names are unique in the world", () => {
  const dev = storage();
  expect(dev.one("azurerm_storage_account").name).toBe(`mlopsdevart\${${dev.address("random_id")}.hex}`);
});

test("the longest prefix leaves a name of the 24 characters that Azure allows", () => {
  const long = storage({ prefix: "mlops-analytics-prod" });
  const name = String(long.one("azurerm_storage_account").name).replace(/\$\{.*\}/, "01234567");
  expect(name).toBe("mlopsanalyticart01234567");
  expect(name).toHaveLength(24);
});

test("the account has no shared keys, no local users, no anonymous access, TLS 1.2 only, and no copies to other tenants", () => {
  expect(storage().one("azurerm_storage_account")).toMatchObject({
    account_kind: "StorageV2",
    shared_access_key_enabled: false,
    local_user_enabled: false,
    allow_nested_items_to_be_public: false,
    min_tls_version: "TLS1_2",
    https_traffic_only_enabled: true,
    cross_tenant_replication_enabled: false,
    is_hns_enabled: false,
  });
});

test("the container is made through Resource Manager, which needs no key and no data role", () => {
  const dev = storage();
  expect(dev.one("azurerm_storage_container")).toEqual({
    name: "mlflow",
    storage_account_id: `\${${dev.address("azurerm_storage_account")}.id}`,
    container_access_type: "private",
  });
});

test("replaced and deleted objects and containers can be restored for 30 days, or for as many as are asked for", () => {
  const expected = (days: number) => ({
    versioning_enabled: true,
    delete_retention_policy: { days },
    container_delete_retention_policy: { days },
  });
  expect(storage().one("azurerm_storage_account").blob_properties).toEqual(expected(30));
  const other = storage({ noncurrentVersionDays: 7 });
  expect(other.one("azurerm_storage_account").blob_properties).toEqual(expected(7));
  const [rule] = other.one("azurerm_storage_management_policy").rule as Record<string, unknown>[];
  expect(rule).toMatchObject({ enabled: true, actions: { version: { delete_after_days_since_creation: 7 } } });
});

test("artifacts are kept in three zones in both sizes; the plan refuses a change, which would cost the artifacts", () => {
  expect(storage({ zoneRedundant: false }).one("azurerm_storage_account").account_replication_type).toBe("LRS");
  expect(storage().one("azurerm_storage_account").account_replication_type).toBe("ZRS");
  const prod = storage({ size: Size.PROD });
  expect(prod.one("azurerm_storage_account").account_replication_type).toBe("ZRS");
  expect(prod.one("terraform_data")).toMatchObject({ input: { value: "ZRS" } });
  const grown = storage({ size: Size.PROD, zoneRedundant: false });
  expect(grown.one("azurerm_storage_account").account_replication_type).toBe("LRS");
});

test("prod refuses to destroy its artifacts; protection decides either way", () => {
  expect(storage().one("azurerm_storage_account")).not.toHaveProperty("lifecycle");
  const prod = storage({ size: Size.PROD }).one("azurerm_storage_account");
  expect(prod.lifecycle).toEqual({ prevent_destroy: true });
  expect(storage({ size: Size.PROD, protection: false }).one("azurerm_storage_account")).not.toHaveProperty(
    "lifecycle",
  );
});

test("MLflow's and Snowflake's addresses name the same place", () => {
  const { stack, store } = make({ artifactPrefix: "team/mlflow" });
  const account = Synthesized.of(stack).address("azurerm_storage_account");
  const container = Synthesized.of(stack).address("azurerm_storage_container");
  expect(resolved(stack, [store.artifactsDestination, store.snowflakeLocation])).toEqual([
    `wasbs://\${${container}.name}@\${${account}.name}.blob.core.windows.net/team/mlflow`,
    `azure://\${${account}.name}.blob.core.windows.net/\${${container}.name}/team/mlflow/`,
  ]);
});

test("every network may connect until Snowflake's subnets are named; then only they, the servers and a public UI", () => {
  // An omitted block would leave an account closed that was so before.
  for (const inNetwork of [false, true])
    expect(storage({}, inNetwork).one("azurerm_storage_account").network_rules).toEqual({
      default_action: "Allow",
      bypass: ["AzureServices", "Logging", "Metrics"],
      virtual_network_subnet_ids: [],
    });
  const closed = storage({ snowflakeSubnetIds: [SNOWFLAKE] }, true);
  expect(closed.one("azurerm_storage_account").network_rules).toEqual({
    default_action: "Deny",
    bypass: ["AzureServices"],
    virtual_network_subnet_ids: [`${NETWORK}/subnets/servers`, `${NETWORK}/subnets/ui`, SNOWFLAKE],
  });
});

test.each<[string, Partial<ArtifactStoreProps>]>([
  ["artifactPrefix must be letters, digits", { artifactPrefix: "/mlflow/" }],
  ["noncurrentVersionDays must be an integer from 1 to 365", { noncurrentVersionDays: 366 }],
  ["snowflakeSubnetIds.0 must be the resource ID of a", { snowflakeSubnetIds: ["snowflake"] }],
  ["snowflakeSubnetIds.1 must be unique in the list", { snowflakeSubnetIds: [SNOWFLAKE, SNOWFLAKE] }],
  ["snowflakeSubnetIds must have 1 to 198 subnet IDs", { snowflakeSubnetIds: [] }],
  [
    "a storage account takes 200, with the servers' own",
    { snowflakeSubnetIds: Array.from({ length: 199 }, (_, index) => `${SNOWFLAKE}${index}`) },
  ],
])("refused: %s", (message, wrong) => {
  expect(problemsOf(() => make(wrong, true))).toEqual([expect.stringContaining(message)]);
});

test("servers without a virtual network have no subnet to let in: Snowflake's subnets are refused", () => {
  expect(problemsOf(() => make({ snowflakeSubnetIds: [SNOWFLAKE] }))).toEqual([
    expect.stringContaining("snowflakeSubnetIds must be omitted: it closes the storage account to every other network"),
  ]);
});

describe("an existing storage account", () => {
  const attributes: ArtifactStoreAttributes = {
    storageAccountName: "teammodels",
    storageAccountId: `${SUBSCRIPTION}/resourceGroups/shared/providers/Microsoft.Storage/storageAccounts/teammodels`,
    containerName: "models",
  };
  const existing =
    (wrong: Partial<ArtifactStoreAttributes> = {}) =>
    () =>
      ArtifactStore.fromArtifactStoreAttributes(emptyStack(), "Artifacts", { ...attributes, ...wrong });

  test("has its two addresses and the container's ID from name and prefix", () => {
    expect(existing()()).toMatchObject({
      artifactPrefix: "mlflow",
      artifactsDestination: "wasbs://models@teammodels.blob.core.windows.net/mlflow",
      snowflakeLocation: "azure://teammodels.blob.core.windows.net/models/mlflow/",
      containerId: `${attributes.storageAccountId}/blobServices/default/containers/models`,
    });
  });

  test.each<[string, Partial<ArtifactStoreAttributes>]>([
    ["storageAccountId must be the ID of storageAccountName", { storageAccountName: "othermodels" }],
    ["containerName must be a container name", { containerName: "my--models" }],
    ["artifactPrefix must be letters", { artifactPrefix: "a b" }],
  ])("is refused: %s", (message, wrong) => {
    expect(problemsOf(existing(wrong))).toEqual([expect.stringContaining(message)]);
  });

  test("is refused with a name that no storage account has, or the ID of another kind", () => {
    expect(problemsOf(existing({ storageAccountName: "Team-Models" }))).toContainEqual(
      expect.stringContaining("storageAccountName must be a storage account name of 3 to 24 characters"),
    );
    expect(problemsOf(existing({ storageAccountId: NETWORK }))).toContainEqual(
      expect.stringContaining("storageAccountId must be the resource ID of a Microsoft.Storage/storageAccounts"),
    );
  });
});
