import { BackendStore, Network, type BackendStoreAttributes, type BackendStoreProps } from "../../../src/azure";
import { Size } from "../../../src/core";
import { problemsOf } from "../../support/refusal";
import { resolved } from "../../support/resolved";
import { NETWORK, SUBSCRIPTION, component, emptyStack, someNetwork, typesOf } from "../fixture";
import { Synthesized } from "../synthesized";

function make(props: Partial<BackendStoreProps> = {}, isPrivate = false) {
  const stack = emptyStack();
  const network = isPrivate ? someNetwork(stack) : undefined;
  const store = new BackendStore(stack, "BackendStore", { ...component(stack), network, ...props });
  return { stack, store };
}

const database = (props: Partial<BackendStoreProps> = {}, isPrivate = false): Synthesized =>
  Synthesized.of(make(props, isPrivate).stack);

test("the database is a flexible server, smallest in dev, with a name that is unique in the world", () => {
  const dev = database();
  expect(dev.one("azurerm_postgresql_flexible_server", "BackendStore_")).toMatchObject({
    name: `mlops-dev-db-\${${dev.address("random_id")}.hex}`,
    version: "16",
    sku_name: "B_Standard_B1ms",
    storage_mb: 32_768,
    auto_grow_enabled: true,
    backup_retention_days: 7,
    geo_redundant_backup_enabled: false,
    authentication: { password_auth_enabled: true, active_directory_auth_enabled: false },
  });
});

test("prod has a standby in another zone, two weeks of backups, and refuses to lose the database", () => {
  const prod = database({ size: Size.PROD }).one("azurerm_postgresql_flexible_server", "BackendStore_");
  expect(prod).toMatchObject({
    sku_name: "GP_Standard_D2ds_v5",
    storage_mb: 32_768,
    high_availability: { mode: "ZoneRedundant" },
    backup_retention_days: 14,
    lifecycle: { prevent_destroy: true },
  });
});

test("dev has no standby and is destroyed without questions", () => {
  const dev = database().one("azurerm_postgresql_flexible_server");
  expect(dev).not.toHaveProperty("high_availability");
  expect(dev.lifecycle).not.toHaveProperty("prevent_destroy");
});

test("zones that a failover exchanges, and storage that grows by itself, are no change of the plan", () => {
  const ignored = (size: Size) =>
    (database({ size }).one("azurerm_postgresql_flexible_server").lifecycle as Record<string, unknown>).ignore_changes;
  expect(ignored(Size.DEV)).toEqual(["zone", "storage_mb", "storage_tier"]);
  expect(ignored(Size.PROD)).toEqual([
    "zone",
    "high_availability[0].standby_availability_zone",
    "storage_mb",
    "storage_tier",
  ]);
});

test("the URI names its driver and requires TLS and a writable server; its password has no special characters", () => {
  const { stack, store } = make();
  expect(resolved(stack, [store.uri])[0]).toMatch(
    /^postgresql\+psycopg2:\/\/mlflow:\$\{random_password\.\w+\.result\}@\$\{azurerm_postgresql_flexible_server\.\w+\.fqdn\}:5432\/mlflow\?sslmode=require&target_session_attrs=read-write$/,
  );
  const password = Synthesized.of(stack).one("random_password");
  expect(password).toMatchObject({ length: 32, special: false, min_lower: 1, min_upper: 1, min_numeric: 1 });
});

test("the server refuses connections without TLS", () => {
  expect(database().one("azurerm_postgresql_flexible_server_configuration")).toMatchObject({
    name: "require_secure_transport",
    value: "on",
  });
});

test("without a virtual network every Azure service may connect, and nobody else", () => {
  const dev = database();
  expect(dev.one("azurerm_postgresql_flexible_server").public_network_access_enabled).toBe(true);
  expect(Object.values(dev.all("azurerm_postgresql_flexible_server_firewall_rule"))).toEqual([
    expect.objectContaining({ start_ip_address: "0.0.0.0", end_ip_address: "0.0.0.0" }),
  ]);
  expect(dev.all("azurerm_private_dns_zone")).toEqual({});
});

test("in a virtual network it has no public address, and its zone is linked before it is made", () => {
  const made = database({}, true);
  const [zone, link] = [
    made.address("azurerm_private_dns_zone"),
    made.address("azurerm_private_dns_zone_virtual_network_link"),
  ];
  expect(made.one("azurerm_postgresql_flexible_server")).toMatchObject({
    delegated_subnet_id: `${NETWORK}/subnets/database`,
    private_dns_zone_id: `\${${zone}.id}`,
    public_network_access_enabled: false,
    depends_on: [link],
  });
  expect(made.one("azurerm_private_dns_zone_virtual_network_link").virtual_network_id).toBe(NETWORK);
  // Azure refuses the rule on a server without a public address.
  expect(made.all("azurerm_postgresql_flexible_server_firewall_rule")).toEqual({});
});

test("the zone ends as Azure demands and is not the server's own name", () => {
  const made = database({}, true);
  const zone = String(made.one("azurerm_private_dns_zone").name);
  expect(zone).toMatch(/\.postgres\.database\.azure\.com$/);
  expect(zone).not.toBe(`${String(made.one("azurerm_postgresql_flexible_server").name)}.postgres.database.azure.com`);
});

test.each([
  ["Access", "network.access", "public", {}, false],
  ["Access", "network.access", `${NETWORK}/subnets/database`, {}, true],
  ["GeoRedundantBackup", "database.geoRedundantBackup", "true", { geoRedundantBackup: true }, false],
  ["EngineVersion", "database.engineVersion", "17", { engineVersion: "17" }, false],
  ["Storage", "database.storageGib", "128", { storageGib: 128 }, false],
])("a change of %s is refused by the plan with the name of its setting, %s", (id, setting, value, props, isPrivate) => {
  const fixed = database(props, isPrivate).one("terraform_data", id);
  expect(fixed).toMatchObject({ input: { value }, lifecycle: { ignore_changes: ["input"] } });
  expect(JSON.stringify(fixed.lifecycle)).toContain(setting);
});

test("the plan already knows where the database is, also in a subnet that is not created yet", () => {
  const stack = emptyStack();
  const props = component(stack);
  new BackendStore(stack, "BackendStore", { ...props, network: new Network(stack, "Network", props) });
  expect(Synthesized.of(stack).one("terraform_data", "Access").input).toEqual({ value: "virtual network" });
});

test("a server that connects waits for the database, TLS and the firewall", () => {
  const { stack, store } = make();
  expect(typesOf(stack, store.dependencies)).toEqual([
    "azurerm_postgresql_flexible_server_database",
    "azurerm_postgresql_flexible_server_configuration",
    "azurerm_postgresql_flexible_server_firewall_rule",
  ]);
});

test.each<[string, Partial<BackendStoreProps>]>([
  ["skuName must be a SKU of PostgreSQL flexible servers", { skuName: "db.t4g.micro" }],
  ["skuName must be a SKU of PostgreSQL flexible servers", { skuName: "Standard_D2ds_v5" }],
  ["skuName must be a SKU of PostgreSQL flexible servers", { skuName: "B_Standard_B3ms" }],
  ["skuName must be a SKU of PostgreSQL flexible servers", { skuName: "GP_Standard_D96s_v3" }],
  ["skuName must be a SKU of PostgreSQL flexible servers", { skuName: "MO_Standard_E6ds_v5" }],
  ["storageGib must be one of 32, 64, 128", { storageGib: 100 }],
  ["standby must be false with a burstable SKU", { standby: true }],
  ["standby must be false with a burstable SKU", { size: Size.PROD, skuName: "B_Standard_B2s" }],
  ["backupRetentionDays must be an integer from 7 to 35", { backupRetentionDays: 1 }],
  ["engineVersion must be a PostgreSQL major version from 13 to 17", { engineVersion: "16.4" }],
  ["engineVersion must be a PostgreSQL major version from 13 to 17", { engineVersion: "12" }],
])("refused: %s: %j", (message, wrong) => {
  expect(problemsOf(() => make(wrong))).toEqual([expect.stringContaining(message)]);
});

describe("an existing database", () => {
  const attributes: BackendStoreAttributes = {
    uriKeyVaultSecretId: "https://team.vault.azure.net/secrets/mlflow-uri",
    uriIdentityId: `${SUBSCRIPTION}/resourceGroups/shared/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mlflow`,
  };
  const existing =
    (wrong: Partial<BackendStoreAttributes> = {}) =>
    () =>
      BackendStore.fromBackendStoreAttributes(emptyStack(), "Database", { ...attributes, ...wrong });

  test("has its URI in a Key Vault, and none that Terraform knows", () => {
    expect(existing()()).toMatchObject(attributes);
    expect(existing()().uri).toBeUndefined();
  });

  test("is refused without showing what may be the URI itself", () => {
    const uri = "postgresql+psycopg2://mlflow:hunter2@db/mlflow";
    expect(existing({ uriKeyVaultSecretId: uri })).toThrow(/uriKeyVaultSecretId = <secret>: must be the ID of a Key/);
    expect(existing({ uriKeyVaultSecretId: uri })).not.toThrow(/hunter2/);
  });

  test("is refused with an identity that is none", () => {
    expect(problemsOf(existing({ uriIdentityId: NETWORK }))).toEqual([
      expect.stringContaining("uriIdentityId must be the resource ID of a Microsoft.ManagedIdentity"),
    ]);
  });
});
