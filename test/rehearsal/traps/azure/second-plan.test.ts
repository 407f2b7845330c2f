import { runTrap, type JsonObject, type TrapResult } from "../trap";
import { CONSUMPTION, IN_GROUP, JOIN, NETWORK, PLACE, rules, SERVER, stackOf, subnet } from "./stack";

const template = { parameters: { x: { type: "string", defaultValue: "a" } }, resources: [] };

const ACCOUNT: JsonObject = { ...PLACE, account_tier: "Standard", account_replication_type: "LRS" };

/** A stack that applies, with what no plan after it leaves alone. */
const config = stackOf({}, NETWORK, {
  azurerm_subnet: {
    apps: subnet("10.0.1.0/27", "Microsoft.App/environments", [JOIN]),
    actionless: subnet("10.0.2.0/27", "Microsoft.App/environments", null),
  },
  azurerm_container_app_environment: {
    nameless: {
      ...{ ...PLACE, name: "nameless", ...CONSUMPTION },
      infrastructure_subnet_id: "${azurerm_subnet.apps.id}",
    },
    public: { ...PLACE, name: "public", ...CONSUMPTION },
    subnetless: {
      ...{ ...PLACE, name: "subnetless", ...CONSUMPTION },
      infrastructure_resource_group_name: "rg-subnetless",
    },
  },
  azurerm_postgresql_flexible_server: {
    zoneless: { ...SERVER, name: "mlops-zoneless" },
    spare: {
      ...{ ...SERVER, name: "mlops-spare", sku_name: "GP_Standard_D2ds_v5", zone: "1" },
      high_availability: [{ mode: "ZoneRedundant", standby_availability_zone: "2" }],
    },
  },
  azurerm_storage_account: {
    default: {
      ...{ ...ACCOUNT, name: "mlopsdefault" },
      network_rules: [{ default_action: "Allow", bypass: ["AzureServices"] }],
    },
    open: {
      ...{ ...ACCOUNT, name: "mlopsopen" },
      network_rules: [{ default_action: "Allow", bypass: ["AzureServices", "Metrics"] }],
    },
  },
  azurerm_resource_group_template_deployment: {
    defaulted: {
      ...{ ...IN_GROUP, name: "defaulted", deployment_mode: "Incremental" },
      ...{ template_content: JSON.stringify(template), parameters_content: "{}" },
    },
  },
});

let result: TrapResult;
beforeAll(async () => {
  result = await runTrap({
    config,
    rules,
    // A failover: server and standby change places.
    meanwhile: (accounts) => {
      for (const { values } of accounts.get("hashicorp/azurerm")?.list("azurerm_postgresql_flexible_server") ?? [])
        if (values.name === "mlops-spare")
          Object.assign(values, {
            zone: "2",
            high_availability: [{ mode: "ZoneRedundant", standby_availability_zone: "1" }],
          });
    },
  });
}, 120_000);

test("the stack itself is taken", () => {
  expect(result.errors).toEqual([]);
});

test.each([
  [
    "an environment in a subnet without a name for its own group",
    "azurerm_container_app_environment.nameless",
    "replace",
  ],
  ["an environment with such a name and no subnet", "azurerm_container_app_environment.subnetless", "replace"],
  ["a delegation without its actions", "azurerm_subnet.actionless", "update"],
  ["a database without a zone", "azurerm_postgresql_flexible_server.zoneless", "update"],
  ["a database after a failover", "azurerm_postgresql_flexible_server.spare", "update"],
  [
    "a template with a default of a parameter that is not given",
    "azurerm_resource_group_template_deployment.defaulted",
    "update",
  ],
  ["a storage account with Azure's own network rules", "azurerm_storage_account.default", "update"],
])("no plan is empty with %s", (_what, address, action) => {
  expect(result.changes[address]).toBe(action);
});

test("nothing else is changed again", () => {
  expect(Object.keys(result.changes)).toHaveLength(7);
});

test("no plan shows that network rules are left out, and the storage account stays closed", async () => {
  const account = (more: JsonObject = {}) =>
    stackOf(
      { storage: [{ data_plane_available: false }] },
      { azurerm_storage_account: { artifacts: { ...ACCOUNT, name: "mlopsartifacts", ...more } } },
    );
  const closed = account({ network_rules: [{ default_action: "Deny", bypass: ["AzureServices"] }] });
  const left = await runTrap({ config: closed, then: [account()], rules });
  expect([left.errors, left.planned[1], left.changes]).toEqual([[], {}, {}]);
  expect(left.state.one("azurerm_storage_account").attributes.network_rules).toMatchObject([
    { default_action: "Deny" },
  ]);
});
