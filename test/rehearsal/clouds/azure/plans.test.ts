import { revisionsOf } from "../../../../src/rehearsal/clouds/revisions";
import { policyForm } from "../../../../src/rehearsal/clouds/azure/api-management/apis";
import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { AzureProvider, inGroup, PLACE } from "./provider";
import { ENVIRONMENT, subnetId, world } from "./world";

/** Attributes, one at a time, and the action that the real provider plans for the change. */
type Changes = readonly (readonly [change: Values, action: "replace" | "update" | "none"])[];

function check(type: string, before: Values, changes: Changes): void {
  const azurerm = new AzureProvider([type]);
  const planned = changes.map(([change]) => [change, azurerm.change(type, before, { ...before, ...change }).action]);
  expect(planned).toEqual(changes);
}

/** What a second plan makes of a configuration that was just applied. */
function again(azurerm: AzureProvider, type: string, config: Values): string {
  azurerm.make(type, config);
  const id = azurerm.account.list(type).find(({ values }) => values.name === config.name)?.id ?? "";
  return azurerm.planAgain(type, id, config).action;
}

const CONSUMPTION = { name: "Consumption", workload_profile_type: "Consumption" };
const ENV = { ...PLACE, name: "second" };
const APIM = { ...PLACE, name: "second", publisher_name: "p", publisher_email: "a@b.c", sku_name: "Consumption_0" };

describe("as the real provider does, a plan", () => {
  test("sees no change in the spelling of a location", () => {
    check("azurerm_resource_group", { name: "g", location: "westeurope" }, [
      [{ location: "West Europe" }, "none"],
      [{ location: "northeurope" }, "replace"],
    ]);
  });

  test("replaces a gateway for the other generation of tiers and for another subnet", () => {
    check("azurerm_api_management", APIM, [
      [{ sku_name: "StandardV2_1" }, "replace"],
      [{ sku_name: "Developer_1" }, "update"],
      [{ virtual_network_type: "External" }, "update"],
      [{ name: "third" }, "replace"],
    ]);
    const joined = {
      ...APIM,
      sku_name: "StandardV2_1",
      virtual_network_type: "External",
      virtual_network_configuration: [{ subnet_id: subnetId("gateway") }],
    };
    check("azurerm_api_management", joined, [
      [{ virtual_network_configuration: [{ subnet_id: subnetId("plain") }] }, "replace"],
      [{ virtual_network_type: "Internal" }, "replace"],
      [{ sku_name: "StandardV2_2" }, "update"],
    ]);
  });

  test("replaces a database for less storage, an older version, another login or another subnet", () => {
    const server = {
      ...PLACE,
      name: "database",
      version: "16",
      storage_mb: 65536,
      administrator_login: "mlflow",
      delegated_subnet_id: subnetId("db"),
    };
    check("azurerm_postgresql_flexible_server", server, [
      [{ storage_mb: 131072 }, "update"],
      [{ storage_mb: 32768 }, "replace"],
      [{ version: "17" }, "update"],
      [{ version: "15" }, "replace"],
      [{ administrator_login: "other" }, "replace"],
      [{ delegated_subnet_id: subnetId("plain") }, "replace"],
      [{ geo_redundant_backup_enabled: true }, "replace"],
    ]);
  });

  test("replaces a storage account for another kind or for zones, not for its keys", () => {
    const account = { ...PLACE, name: "more", account_tier: "Standard", account_replication_type: "LRS" };
    check("azurerm_storage_account", account, [
      [{ account_replication_type: "ZRS" }, "replace"],
      [{ account_replication_type: "GRS" }, "update"],
      [{ account_kind: "BlockBlobStorage" }, "replace"],
      [{ shared_access_key_enabled: false }, "update"],
    ]);
  });

  test("replaces an environment that gets its first workload profile", () => {
    check("azurerm_container_app_environment", ENV, [[{ workload_profile: [CONSUMPTION] }, "replace"]]);
  });

  test("sees no change in the blanks of a policy or in the order of a template's members", () => {
    const child = { resource_group_name: "rg", api_management_name: "api", api_name: "a" };
    check("azurerm_api_management_api_policy", { ...child, xml_content: "<policies><inbound/></policies>" }, [
      [{ xml_content: "<policies>\n  <inbound/>\n</policies>" }, "none"],
      [{ xml_content: "<policies><outbound/></policies>" }, "update"],
    ]);
    expect(policyForm('<a b="&quot;" />')).toBe(policyForm('<a b="""/>'));
    const template = { resource_group_name: "rg", name: "d", deployment_mode: "Incremental" };
    check("azurerm_resource_group_template_deployment", { ...template, template_content: '{"a":1,"b":2}' }, [
      [{ template_content: '{ "b": 2, "a": 1 }' }, "none"],
      [{ template_content: '{"a":1}' }, "update"],
    ]);
  });

  test("refuses a tier of storage that a size does not have, and takes the size's own where none is given", () => {
    const azurerm = new AzureProvider(["azurerm_postgresql_flexible_server"]);
    const server = { ...PLACE, name: "database" };
    const { problems } = azurerm.change("azurerm_postgresql_flexible_server", server, {
      ...server,
      storage_mb: 65536,
      storage_tier: "P4",
    });
    expect(problems.join()).toContain("invalid 'storage_tier' \"P4\" for defined 'storage_mb' size '65536'");
  });
});

describe("a second plan is never empty", () => {
  test("for an environment in a subnet whose own group has no name", () => {
    const azurerm = world(["azurerm_container_app_environment"]);
    const config = { ...ENV, infrastructure_subnet_id: subnetId("apps"), workload_profile: [CONSUMPTION] };
    expect(again(azurerm, "azurerm_container_app_environment", config)).toBe("replace");
  });

  test("for an environment without a subnet whose group has a name", () => {
    const azurerm = world(["azurerm_container_app_environment"]);
    const config = { ...ENV, infrastructure_resource_group_name: "rg-apps", workload_profile: [CONSUMPTION] };
    expect(again(azurerm, "azurerm_container_app_environment", config)).toBe("replace");
  });

  test("for an app that does not name the profile of its environment", () => {
    const azurerm = world(["azurerm_container_app"]);
    const container = { name: "a", image: "ghcr.io/a/a:1", cpu: 0.25, memory: "0.5Gi" };
    const config = {
      resource_group_name: "rg",
      name: "profiled",
      container_app_environment_id: ENVIRONMENT,
      revision_mode: "Single",
      template: [{ container: [container] }],
    };
    expect(again(azurerm, "azurerm_container_app", config)).toBe("update");
    expect(
      again(azurerm, "azurerm_container_app", { ...config, name: "named", workload_profile_name: "Consumption" }),
    ).toBe("none");
  });

  test("for a delegation without its actions", () => {
    const azurerm = world(["azurerm_subnet"]);
    const service_delegation = [{ name: "Microsoft.App/environments" }];
    const config = {
      resource_group_name: "rg",
      virtual_network_name: "net",
      name: "s",
      address_prefixes: ["10.0.20.0/24"],
      delegation: [{ name: "d", service_delegation }],
    };
    expect(again(azurerm, "azurerm_subnet", config)).toBe("update");
  });

  test("for a database without a zone, whose zone can't be taken away either", () => {
    const azurerm = world(["azurerm_postgresql_flexible_server"]);
    const config = {
      ...PLACE,
      name: "database",
      version: "16",
      sku_name: "B_Standard_B1ms",
      administrator_login: "mlflow",
      administrator_password: "Abcdefgh1234",
    };
    expect(again(azurerm, "azurerm_postgresql_flexible_server", config)).toBe("update");
    const id = inGroup("Microsoft.DBforPostgreSQL/flexibleServers/database");
    expect(azurerm.update("azurerm_postgresql_flexible_server", id, config).join()).toContain(
      "`zone` can only be changed when exchanged",
    );
  });

  test("for a template with a default of a parameter that is not given", () => {
    const azurerm = world(["azurerm_resource_group_template_deployment"]);
    const template = { parameters: { x: { type: "string", defaultValue: "a" } }, resources: [] };
    const config = {
      resource_group_name: "rg",
      name: "d",
      deployment_mode: "Incremental",
      template_content: JSON.stringify(template),
      parameters_content: "{}",
    };
    expect(again(azurerm, "azurerm_resource_group_template_deployment", config)).toBe("update");
  });
});

describe("a container app", () => {
  const type = "azurerm_container_app";
  const key = inGroup("Microsoft.App/containerApps/mlflow");
  const app = (image: string, secret: string, suffix?: string): Values => ({
    resource_group_name: "rg",
    name: "mlflow",
    container_app_environment_id: ENVIRONMENT,
    revision_mode: "Single",
    secret: [{ name: "uri", value: secret }],
    template: [
      {
        container: [{ name: "mlflow", image, cpu: 0.25, memory: "0.5Gi", env: [{ name: "URI", secret_name: "uri" }] }],
        ...(suffix !== undefined && { revision_suffix: suffix }),
      },
    ],
  });
  const revisions = (azurerm: AzureProvider) => revisionsOf(azurerm.account.get(type, key) ?? {});

  test("makes no revision of a changed secret: the running one keeps the old value", () => {
    const azurerm = world([type]);
    azurerm.make(type, app("caddy:1", "old"));
    expect(azurerm.update(type, key, app("caddy:1", "new"))).toEqual([]);
    expect(revisions(azurerm)).toMatchObject([{ active: true, secret: [{ value: "old" }] }]);
    expect(azurerm.account.get(type, key)?.secret).toMatchObject([{ value: "new" }]);
  });

  test("makes a revision of a changed template, which alone is active, with the secrets of that moment", () => {
    const azurerm = world([type]);
    azurerm.make(type, app("caddy:1", "old"));
    const first = azurerm.account.get(type, key)?.latest_revision_name;
    expect(azurerm.update(type, key, app("caddy:2", "new"))).toEqual([]);
    expect(revisions(azurerm)).toMatchObject([
      { name: first, active: false, secret: [{ value: "old" }] },
      { active: true, secret: [{ value: "new" }], template: { container: [{ image: "caddy:2" }] } },
    ]);
    expect(azurerm.account.get(type, key)?.latest_revision_name).not.toBe(first);
  });

  test("refuses a suffix that a revision had", () => {
    const azurerm = world([type]);
    azurerm.make(type, app("caddy:1", "a", "one"));
    expect(azurerm.account.get(type, key)?.latest_revision_name).toBe("mlflow--one");
    expect(azurerm.update(type, key, app("caddy:2", "a", "two"))).toEqual([]);
    expect(azurerm.update(type, key, app("caddy:3", "a", "one")).join()).toContain("RevisionSuffixInUse");
  });

  test("holds its environment", () => {
    const azurerm = world([type, "azurerm_container_app_environment"]);
    azurerm.make(type, app("caddy:1", "a"));
    expect(azurerm.remove("azurerm_container_app_environment", ENVIRONMENT).join()).toContain(
      "ManagedEnvironmentHasContainerApps",
    );
  });
});
