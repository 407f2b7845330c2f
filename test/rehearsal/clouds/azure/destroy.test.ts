import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { AzureProvider, GROUP, inGroup, PLACE } from "./provider";
import { NETWORK, SERVICE, subnetId, world } from "./world";

const APIM = { ...PLACE, name: "gone", publisher_name: "p", publisher_email: "a@b.c", sku_name: "Consumption_0" };
const gone = inGroup("Microsoft.ApiManagement/service/gone");

describe("a resource group", () => {
  const group = (features: Values): AzureProvider => {
    const azurerm = new AzureProvider(["azurerm_resource_group", "azurerm_application_insights"], features).group();
    azurerm.make("azurerm_application_insights", { ...PLACE, name: "i", application_type: "web" });
    return azurerm;
  };

  test("is not deleted while something is in it", () => {
    expect(group({}).remove("azurerm_resource_group", GROUP).join()).toContain(
      "the following Resources still exist within the Resource Group: * `/subscriptions/",
    );
  });

  test.each([
    [false, "Failure Anomalies - i"],
    [true, "Application Insights Smart Detection"],
  ])("is not deleted with what Azure made beside Application Insights (rule switched off: %s)", (isOff, left) => {
    const azurerm = group({ application_insights: [{ disable_generated_rule: isOff }] });
    expect(azurerm.remove("azurerm_application_insights", inGroup("Microsoft.Insights/components/i"))).toEqual([]);
    expect(azurerm.remove("azurerm_resource_group", GROUP).join()).toContain(left);
  });

  test("is deleted with everything in it where the provider may", () => {
    const azurerm = group({ resource_group: [{ prevent_deletion_if_contains_resources: false }] });
    expect(azurerm.remove("azurerm_resource_group", GROUP)).toEqual([]);
    expect(azurerm.account.size).toBe(0);
  });
});

describe("a subnet", () => {
  const taken = () => {
    const azurerm = world(["azurerm_subnet", "azurerm_virtual_network"]);
    const id = inGroup("Microsoft.App/managedEnvironments/inside");
    azurerm.account.put("azurerm_container_app_environment", id, { id, infrastructure_subnet_id: subnetId("apps") });
    return azurerm;
  };

  test("in use is not deleted, nor is its network", () => {
    expect(taken().remove("azurerm_subnet", subnetId("apps")).join()).toContain("InUseSubnetCannotBeDeleted");
    expect(taken().remove("azurerm_virtual_network", NETWORK).join()).toContain("InUseSubnetCannotBeDeleted");
    expect(world(["azurerm_subnet"]).remove("azurerm_subnet", subnetId("apps"))).toEqual([]);
  });

  test("in use keeps its delegation and its range", () => {
    const config = { resource_group_name: "rg", virtual_network_name: "net", name: "apps" };
    const change = (more: Values) =>
      taken()
        .update("azurerm_subnet", subnetId("apps"), { ...config, ...more })
        .join();
    expect(change({ address_prefixes: ["10.0.1.0/27"] })).toContain("SubnetDelegationsCannotBeChanged");
  });

  test("of a gateway keeps its security group", () => {
    const azurerm = world(["azurerm_subnet_network_security_group_association", "azurerm_network_security_group"]);
    const group = inGroup("Microsoft.Network/networkSecurityGroups/nsg");
    const type = "azurerm_subnet_network_security_group_association";
    azurerm.make(type, { subnet_id: subnetId("gateway"), network_security_group_id: group });
    expect(azurerm.remove("azurerm_network_security_group", group).join()).toContain(
      "InUseNetworkSecurityGroupCannotBeDeleted",
    );
    const service = azurerm.account.get("azurerm_api_management", SERVICE) ?? {};
    service.virtual_network_configuration = [{ subnet_id: subnetId("gateway") }];
    expect(azurerm.remove(type, subnetId("gateway")).join()).toContain("NetworkSecurityGroupNotAssociated");
  });
});

describe("a deleted gateway", () => {
  const recreated = (features: Values, location = "westeurope", recovery: Values = {}): string[] => {
    const azurerm = world(["azurerm_api_management"], { api_management: [features] });
    azurerm.make("azurerm_api_management", APIM);
    expect(azurerm.remove("azurerm_api_management", gone)).toEqual([]);
    const next = new AzureProvider(["azurerm_api_management"], { api_management: [recovery] }, {}, azurerm.account);
    return next.create("azurerm_api_management", { ...APIM, location });
  };

  test("leaves its name free when it is purged, as by default", () => {
    expect(recreated({}, "northeurope")).toEqual([]);
  });

  test("keeps its name elsewhere when it is not purged", () => {
    expect(recreated({ purge_soft_delete_on_destroy: false }, "northeurope").join()).toContain(
      "ServiceAlreadyExistsInSoftDeletedState",
    );
  });

  test("is recovered in its place, unless the provider may not", () => {
    expect(recreated({ purge_soft_delete_on_destroy: false })).toEqual([]);
    expect(
      recreated({ purge_soft_delete_on_destroy: false }, "westeurope", { recover_soft_deleted: false }).join(),
    ).toContain("however automatically recovering this API Management has been disabled");
  });
});

test("a deleted workspace comes back in its region alone, unless it was deleted for good", () => {
  const type = "azurerm_log_analytics_workspace";
  const recreated = (features: Values, location: string) => {
    const azurerm = world([type], features);
    azurerm.make(type, { ...PLACE, name: "gone" });
    azurerm.remove(type, inGroup("Microsoft.OperationalInsights/workspaces/gone"));
    return azurerm.create(type, { ...PLACE, name: "gone", location }).join();
  };
  expect(recreated({}, "westeurope")).toBe("");
  expect(recreated({}, "northeurope")).toContain("can be recovered there alone");
  const forGood = { log_analytics_workspace: [{ permanently_delete_on_destroy: true }] };
  expect(recreated(forGood, "northeurope")).toBe("");
});

test("a named value and a logger that a policy uses are not deleted before it", () => {
  const azurerm = world([
    "azurerm_api_management_named_value",
    "azurerm_api_management_logger",
    "azurerm_api_management_api_policy",
  ]);
  const child = { resource_group_name: "rg", api_management_name: "api" };
  const insights = inGroup("Microsoft.Insights/components/i");
  azurerm.account.put("azurerm_application_insights", insights, { id: insights });
  azurerm.make("azurerm_api_management_named_value", { ...child, name: "k", display_name: "key", value: "x" });
  azurerm.make("azurerm_api_management_logger", {
    ...child,
    name: "l",
    resource_id: insights,
    application_insights: [{ connection_string: "x" }],
  });
  const xml = '<policies><inbound><log-to-eventhub logger-id="l">{{key}}</log-to-eventhub></inbound></policies>';
  azurerm.make("azurerm_api_management_api_policy", { ...child, api_name: "mlflow", xml_content: xml });
  const remove = (type: string, path: string) => azurerm.remove(type, `${SERVICE}/${path}`).join();
  expect(remove("azurerm_api_management_named_value", "namedValues/k")).toContain("Property 'key' is in use");
  expect(remove("azurerm_api_management_logger", "loggers/l")).toContain("Logger l is in use");
  expect(remove("azurerm_api_management_api_policy", "apis/mlflow")).toBe("");
  expect(remove("azurerm_api_management_named_value", "namedValues/k")).toBe("");
});

test("a zone is not deleted before its links", () => {
  const azurerm = world(["azurerm_private_dns_zone", "azurerm_private_dns_zone_virtual_network_link"]);
  const zone = "mlops.postgres.database.azure.com";
  azurerm.make("azurerm_private_dns_zone_virtual_network_link", {
    resource_group_name: "rg",
    name: "l",
    private_dns_zone_name: zone,
    virtual_network_id: NETWORK,
  });
  const id = inGroup(`Microsoft.Network/privateDnsZones/${zone}`);
  expect(azurerm.remove("azurerm_private_dns_zone", id).join()).toContain("CannotDeleteResource");
});
