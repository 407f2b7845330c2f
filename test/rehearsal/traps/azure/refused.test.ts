import { runTrap, type TrapResult } from "../trap";
import { app, CONSUMPTION, IN_GROUP, NETWORK, PLACE, rules, SERVER, SERVICE, stackOf, subnet } from "./stack";

const API: Record<string, string> = {
  ...{ resource_group_name: "${azurerm_resource_group.group.name}" },
  api_management_name: "${azurerm_api_management.public.name}",
};
const POLICY = { ...API, api_name: "${azurerm_api_management_api.mlflow.name}" };
const ZONE = "mlops.postgres.database.azure.com";

/** Each resource of the second part has one mistake; what they need is right, and one apply shows all of them. */
const config = stackOf(
  {},
  NETWORK,
  {
    azurerm_subnet: {
      hosting: subnet("10.0.1.0/27", "Microsoft.Web/hostingEnvironments"),
      farms: subnet("10.0.2.0/27", "Microsoft.Web/serverFarms"),
      database: subnet("10.0.3.0/28", "Microsoft.DBforPostgreSQL/flexibleServers"),
      apps: subnet("10.0.4.0/27", "Microsoft.App/environments"),
    },
    azurerm_network_security_group: { gateway: { ...PLACE, name: "gateway" } },
    azurerm_subnet_network_security_group_association: {
      hosting: {
        subnet_id: "${azurerm_subnet.hosting.id}",
        network_security_group_id: "${azurerm_network_security_group.gateway.id}",
      },
    },
    azurerm_private_dns_zone: { database: { ...IN_GROUP, name: ZONE } },
    azurerm_container_app_environment: { public: { ...PLACE, name: "public", ...CONSUMPTION } },
    azurerm_user_assigned_identity: { app: { ...PLACE, name: "app" } },
    azurerm_api_management: { public: SERVICE },
    azurerm_api_management_api: {
      mlflow: { ...API, name: "mlflow", revision: "1", display_name: "m", path: "", protocols: ["https"] },
      other: { ...API, name: "other", revision: "1", display_name: "o", path: "other", protocols: ["https"] },
    },
  },
  {
    azurerm_api_management: {
      delegated: {
        ...SERVICE,
        name: "mlops-delegated",
        sku_name: "StandardV2_1",
        virtual_network_type: "External",
        virtual_network_configuration: [{ subnet_id: "${azurerm_subnet.hosting.id}" }],
        depends_on: ["azurerm_subnet_network_security_group_association.hosting"],
      },
      consumption: {
        ...SERVICE,
        name: "mlops-consumption",
        virtual_network_type: "External",
        virtual_network_configuration: [{ subnet_id: "${azurerm_subnet.farms.id}" }],
      },
      closed: { ...SERVICE, name: "mlops-closed", public_network_access_enabled: false },
    },
    azurerm_api_management_api_policy: {
      twice: {
        ...POLICY,
        xml_content: "<policies><backend><base /><forward-request /></backend></policies>",
      },
      keyless: {
        ...{ ...API, api_name: "${azurerm_api_management_api.other.name}" },
        xml_content:
          '<policies><inbound><set-header name="x"><value>{{key}}</value></set-header></inbound>' +
          "<backend><forward-request /></backend></policies>",
      },
    },
    azurerm_postgresql_flexible_server: {
      unlinked: {
        ...SERVER,
        name: "mlops-unlinked",
        public_network_access_enabled: false,
        delegated_subnet_id: "${azurerm_subnet.database.id}",
        private_dns_zone_id: "${azurerm_private_dns_zone.database.id}",
      },
    },
    azurerm_container_app_environment: {
      // Its own group is the platform's.
      apps: {
        ...{ ...PLACE, name: "apps", ...CONSUMPTION },
        infrastructure_subnet_id: "${azurerm_subnet.apps.id}",
        infrastructure_resource_group_name: "${azurerm_resource_group.group.name}",
      },
    },
    azurerm_container_app: {
      pair: app("pair", { memory: "1.5Gi" }),
      registry: app(
        "registry",
        { image: "team.azurecr.io/mlflow:1" },
        {
          identity: [{ type: "UserAssigned", identity_ids: ["${azurerm_user_assigned_identity.app.id}"] }],
          registry: [{ server: "team.azurecr.io", identity: "${azurerm_user_assigned_identity.app.id}" }],
        },
      ),
    },
    azurerm_storage_account: {
      keyless: {
        ...{ ...PLACE, name: "mlopskeyless", account_tier: "Standard", account_replication_type: "LRS" },
        shared_access_key_enabled: false,
      },
      snowflake: {
        ...{ ...PLACE, name: "mlopssnowflake", account_tier: "Standard", account_replication_type: "LRS" },
        network_rules: [{ default_action: "Deny", virtual_network_subnet_ids: ["${azurerm_subnet.apps.id}"] }],
      },
    },
    azurerm_role_assignment: {
      client: {
        scope: "${azurerm_resource_group.group.id}",
        role_definition_name: "Storage Blob Data Contributor",
        principal_id: "${azurerm_user_assigned_identity.app.client_id}",
        principal_type: "ServicePrincipal",
      },
    },
    azuread_application: { uri: { display_name: "gateway", identifier_uris: ["api://mlflow"] } },
  },
);

let result: TrapResult;
beforeAll(async () => {
  result = await runTrap({ config, rules });
}, 120_000);

describe("a deploy is refused for", () => {
  test.each([
    [
      "a gateway in a subnet of the wrong delegation",
      "azurerm_api_management.delegated",
      "VirtualNetworkSubnetHasIncorrectDelegation",
    ],
    [
      "a gateway of Consumption in a virtual network",
      "azurerm_api_management.consumption",
      "a virtual network is not supported by the SKU Consumption_0",
    ],
    [
      "a gateway that is made without public access",
      "azurerm_api_management.closed",
      "must be true when the service is created",
    ],
    ["a policy that forwards twice", "azurerm_api_management_api_policy.twice", "the section backend takes one policy"],
    [
      "a policy with a key that is nowhere",
      "azurerm_api_management_api_policy.keyless",
      "Cannot find a property 'key'",
    ],
    [
      "a database whose zone is not linked to its network",
      "azurerm_postgresql_flexible_server.unlinked",
      "PrivateDnsZoneNotLinked",
    ],
    [
      "an environment whose own group exists",
      "azurerm_container_app_environment.apps",
      "The resource group 'rg' exists already",
    ],
    ["an app whose CPU and memory are no pair", "azurerm_container_app.pair", "ContainerAppInvalidResourceTotal"],
    ["an app that may not pull its image", "azurerm_container_app.registry", "it has no role AcrPull"],
    [
      "a storage account without keys, of a provider that uses them",
      "azurerm_storage_account.keyless",
      "KeyBasedAuthenticationNotPermitted",
    ],
    [
      "a storage account that lets in a subnet without a service endpoint",
      "azurerm_storage_account.snowflake",
      "SubnetsHaveNoServiceEndpointsConfigured",
    ],
    ["a role of an identity's client id", "azurerm_role_assignment.client", "It is a client id"],
    ["an identifier URI that no tenant owns", "azuread_application.uri", "HostNameNotOnVerifiedDomain"],
  ])("%s", (_what, address, message) => {
    expect(result.errorsAt[address]?.join("; ")).toContain(message);
  });

  test("nothing else", () => {
    expect(Object.keys(result.errorsAt).sort()).toEqual([
      "azuread_application.uri",
      "azurerm_api_management.closed",
      "azurerm_api_management.consumption",
      "azurerm_api_management.delegated",
      "azurerm_api_management_api_policy.keyless",
      "azurerm_api_management_api_policy.twice",
      "azurerm_container_app.pair",
      "azurerm_container_app.registry",
      "azurerm_container_app_environment.apps",
      "azurerm_postgresql_flexible_server.unlinked",
      "azurerm_role_assignment.client",
      "azurerm_storage_account.keyless",
      "azurerm_storage_account.snowflake",
    ]);
  });
});
