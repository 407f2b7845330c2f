import { ACCOUNT, POSTGRES, PRIVATE, type Cases } from "../configurations";
import { AzureProvider, inGroup } from "../provider";
import { SERVER, STORAGE, subnetId, world } from "../world";

describe("of storage and databases, before any plan the provider refuses", () => {
  const cases: Cases = {
    "a storage account's name with hyphens": ["azurerm_storage_account", { ...ACCOUNT, name: "a-b" }, "for name"],
    "a private address in a storage firewall": [
      "azurerm_storage_account",
      { ...ACCOUNT, network_rules: [{ default_action: "Deny", ip_rules: ["10.0.0.1"] }] },
      "must be public ip address",
    ],
    "an access tier of an old kind": [
      "azurerm_storage_account",
      { ...ACCOUNT, account_kind: "Storage", access_tier: "Hot" },
      "`access_tier` is only available",
    ],
    "restore without retention": [
      "azurerm_storage_account",
      { ...ACCOUNT, blob_properties: [{ restore_policy: [{ days: 3 }] }] },
      "`restore_policy` requires",
    ],
    "a container without an account": ["azurerm_storage_container", { name: "abc" }, "exactly one of"],
    "a login that is reserved": [
      "azurerm_postgresql_flexible_server",
      { ...POSTGRES, administrator_login: "Admin" },
      "for administrator_login",
    ],
    "a size of database that is none": [
      "azurerm_postgresql_flexible_server",
      { ...POSTGRES, sku_name: "B_Standard_B3ms" },
      "for sku_name",
    ],
    "a collation of Linux spelling": [
      "azurerm_postgresql_flexible_server_database",
      { name: "mlflow", server_id: SERVER, collation: "en_US.UTF-8" },
      "for collation",
    ],
  };
  test.each(Object.entries(cases))("%s", (_, [type, config, message]) => {
    expect(new AzureProvider([type]).problems(type, config).join("; ")).toContain(message);
  });
});

describe("of storage and databases, Azure refuses to create", () => {
  const cases: Cases = {
    "a storage account's name that is taken": [
      "azurerm_storage_account",
      { ...ACCOUNT, name: "artifacts" },
      "already exists",
    ],
    "versions of a hierarchical account": [
      "azurerm_storage_account",
      { ...ACCOUNT, is_hns_enabled: true, blob_properties: [{ versioning_enabled: true }] },
      "`versioning_enabled` can't be true when `is_hns_enabled` is true",
    ],
    "a firewall with a subnet that has no service endpoint": [
      "azurerm_storage_account",
      { ...ACCOUNT, network_rules: [{ default_action: "Deny", virtual_network_subnet_ids: [subnetId("plain")] }] },
      "SubnetsHaveNoServiceEndpointsConfigured",
    ],
    "an account without keys, with a provider that uses keys": [
      "azurerm_storage_account",
      { ...ACCOUNT, shared_access_key_enabled: false },
      "KeyBasedAuthenticationNotPermitted",
    ],
    "an account whose firewall keeps Terraform out": [
      "azurerm_storage_account",
      { ...ACCOUNT, public_network_access_enabled: false },
      "AuthorizationFailure",
    ],
    "a public container of a private account": [
      "azurerm_storage_container",
      { name: "public", storage_account_id: STORAGE, container_access_type: "blob" },
      "PublicAccessNotPermitted",
    ],
    "a container by its account's name, without keys": [
      "azurerm_storage_container",
      { name: "abc", storage_account_name: "artifacts" },
      "KeyBasedAuthenticationNotPermitted",
    ],
    "a container's name with two hyphens": [
      "azurerm_storage_container",
      { name: "a--b", storage_account_id: STORAGE },
      "InvalidResourceName",
    ],
    "rules by last access that nobody tracks": [
      "azurerm_storage_management_policy",
      {
        storage_account_id: STORAGE,
        rule: [
          {
            name: "r",
            enabled: true,
            filters: [{ blob_types: ["blockBlob"] }],
            actions: [{ base_blob: [{ delete_after_days_since_last_access_time_greater_than: 3 }] }],
          },
        ],
      },
      "last access time tracking is not enabled",
    ],
    "a private server with public access": [
      "azurerm_postgresql_flexible_server",
      { ...PRIVATE, public_network_access_enabled: null },
      "ConflictingPublicNetworkAccessAndVirtualNetworkConfiguration",
    ],
    "a private server without a zone": [
      "azurerm_postgresql_flexible_server",
      { ...PRIVATE, private_dns_zone_id: null },
      "`private_dns_zone_id` is required",
    ],
    "a server in a subnet of another service": [
      "azurerm_postgresql_flexible_server",
      { ...PRIVATE, delegated_subnet_id: subnetId("apps") },
      "must be delegated to Microsoft.DBforPostgreSQL/flexibleServers, it is Microsoft.App/environments",
    ],
    "a server whose zone is not linked to its network": [
      "azurerm_postgresql_flexible_server",
      PRIVATE,
      "must be linked to the virtual network of the server's subnet before the server is created",
    ],
    "a server without a password": [
      "azurerm_postgresql_flexible_server",
      { ...POSTGRES, administrator_password: null },
      "`administrator_password` or `administrator_password_wo` is required",
    ],
    "a server with a weak password": [
      "azurerm_postgresql_flexible_server",
      { ...POSTGRES, administrator_password: "abcdefgh" },
      "PasswordNotComplex",
    ],
    "a spare server of a burstable size": [
      "azurerm_postgresql_flexible_server",
      { ...POSTGRES, high_availability: [{ mode: "ZoneRedundant" }] },
      "HANotSupportedForBurstableSku",
    ],
    "sign-in by Entra without a tenant": [
      "azurerm_postgresql_flexible_server",
      { ...POSTGRES, authentication: [{ active_directory_auth_enabled: true }] },
      "`tenant_id` is required",
    ],
    "a database that is there": [
      "azurerm_postgresql_flexible_server_database",
      { name: "postgres", server_id: SERVER },
      "already exists",
    ],
    "a parameter that no server has": [
      "azurerm_postgresql_flexible_server_configuration",
      { name: "no_such", value: "on", server_id: SERVER },
      "ServerParameterNotFound",
    ],
    "a parameter's value that is none": [
      "azurerm_postgresql_flexible_server_configuration",
      { name: "require_secure_transport", value: "yes", server_id: SERVER },
      "InvalidParameterValue",
    ],
    "addresses in the wrong order": [
      "azurerm_postgresql_flexible_server_firewall_rule",
      { name: "r", server_id: SERVER, start_ip_address: "10.0.0.2", end_ip_address: "10.0.0.1" },
      "must not be before",
    ],
  };
  test.each(Object.entries(cases))("%s", (_, [type, config, message]) => {
    expect(world([type]).create(type, config).join("; ")).toContain(message);
  });
});

test("Azure refuses a database that leaves the burstable tier and gets a spare server at once, not one after the other", () => {
  const type = "azurerm_postgresql_flexible_server";
  const azurerm = world([type]);
  const burstable = { ...POSTGRES, name: "growing", zone: "1" };
  const general = { ...burstable, sku_name: "GP_Standard_D2ds_v5" };
  const spare = { ...general, high_availability: [{ mode: "ZoneRedundant", standby_availability_zone: "2" }] };
  azurerm.make(type, burstable);
  const id = inGroup("Microsoft.DBforPostgreSQL/flexibleServers/growing");
  expect(azurerm.update(type, id, spare).join()).toContain("HANotSupportedForBurstableSku");
  expect([...azurerm.update(type, id, general), ...azurerm.update(type, id, spare)]).toEqual([]);
});
