import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import {
  ArtifactStore,
  AzureStateStack,
  BackendStore,
  Network,
  ResourceGroup,
  type ArtifactStoreProps,
  type AzureStateStackProps,
  type BackendStoreProps,
} from "../../src/azure";
import { addAzureProviders } from "../../src/azure/azure-provider";
import { Size } from "../../src/core";
import { rules as azure } from "../../src/rehearsal/clouds/azure/rules";
import { rules as random } from "../../src/rehearsal/clouds/random";
import { countObjects } from "../../src/rehearsal/existing";
import { runTrap, type TerraformConfig } from "../rehearsal/traps/trap";
import { SUBSCRIPTION } from "./fixture";

jest.setTimeout(300_000);

const rules = [...azure, random];
const config = (stack: TerraformStack) => JSON.parse(Testing.synth(stack, true)) as TerraformConfig;

interface Components {
  readonly size?: Size;
  /** The block of the virtual network. @default - public addresses */
  readonly cidr?: string;
  readonly artifacts?: Partial<ArtifactStoreProps>;
  readonly database?: Partial<BackendStoreProps>;
}

/** Network, artifacts and database, unprotected unless something else is said. */
function components({ size = Size.DEV, cidr, artifacts, database }: Components = {}): TerraformConfig {
  const stack = new TerraformStack(Testing.app(), "test");
  addAzureProviders(stack, { purge: true });
  new RandomProvider(stack, "Random");
  const prefix = "mlops-dev";
  const resourceGroup = new ResourceGroup(stack, "ResourceGroup", { prefix, location: "westeurope" });
  const common = { prefix, size, resourceGroup, protection: false };
  const network = cidr === undefined ? undefined : new Network(stack, "Network", { ...common, cidr });
  new ArtifactStore(stack, "ArtifactStore", { ...common, network, ...artifacts });
  new BackendStore(stack, "BackendStore", { ...common, network, ...database });
  return config(stack);
}

const PRIVATE = {
  size: Size.PROD,
  cidr: "10.40.0.0/24",
  artifacts: {
    snowflakeSubnetIds: [
      `${SUBSCRIPTION}/resourceGroups/snowflake/providers/Microsoft.Network/virtualNetworks/snowflake/subnets/one`,
    ],
  },
};

test.each<[string, Components]>([
  ["with public addresses", {}],
  ["in the smallest virtual network, closed to all but Snowflake", PRIVATE],
])("components %s apply, plan empty, and are destroyed to nothing", async (_, given) => {
  const kept = await runTrap({ config: components(given), rules });
  expect([kept.errors, kept.changes]).toEqual([[], {}]);
  const gone = await runTrap({ config: components(given), rules, destroy: true });
  expect([gone.errors, gone.state.resources, countObjects(gone.accounts)]).toEqual([[], [], 0]);
});

test("an account that was closed to all but Snowflake opens when the subnets are removed, and its next plan is empty", async () => {
  const opened = await runTrap({
    config: components(PRIVATE),
    then: [components({ ...PRIVATE, artifacts: {} })],
    rules,
  });
  expect([opened.errors, opened.changes]).toEqual([[], {}]);
  expect(opened.state.one("azurerm_storage_account").attributes.network_rules).toMatchObject([
    { default_action: "Allow", virtual_network_subnet_ids: [] },
  ]);
});

test.each<[string, Components, Components]>([
  ["network.access", {}, { cidr: "10.40.0.0/16" }],
  ["network.cidr", { cidr: "10.40.0.0/16" }, { cidr: "10.8.0.0/16" }],
  ["database.geoRedundantBackup", {}, { database: { geoRedundantBackup: true } }],
  ["database.engineVersion", {}, { database: { engineVersion: "15" } }],
  ["database.storageGib", {}, { database: { storageGib: 64 } }],
  ["artifacts.zoneRedundant", {}, { artifacts: { zoneRedundant: false } }],
])("another %s is refused, and nothing is lost", async (setting, before, after) => {
  const refused = await runTrap({ config: components(before), then: [components(after)], rules });
  expect(refused.errors.join("\n")).toContain(setting);
  expect(refused.state.one("azurerm_postgresql_flexible_server").attributes).toMatchObject({
    public_network_access_enabled: before.cidr === undefined,
    geo_redundant_backup_enabled: false,
    version: "16",
  });
  expect(refused.state.one("azurerm_storage_account").attributes.account_replication_type).toBe("ZRS");
  const networks = refused.state.resources.filter(({ type }) => type === "azurerm_virtual_network");
  expect(networks.map(({ attributes }) => attributes.address_space)).toEqual(before.cidr ? [[before.cidr]] : []);
});

const state = (props: Partial<AzureStateStackProps> = {}) =>
  config(new AzureStateStack(Testing.app(), { name: "azure-state", ...props }));

test("the states' account applies, plans empty, and refuses to be destroyed; without protection it leaves nothing", async () => {
  const refused = await runTrap({ config: state(), rules, destroy: true });
  expect(refused.errors.join()).toMatch(/Instance cannot be destroyed.*azurerm_storage_account/s);

  const kept = await runTrap({ config: state(), rules });
  expect([kept.errors, kept.changes]).toEqual([[], {}]);
  const name = String(kept.state.one("azurerm_storage_account").attributes.name);
  expect(name).toMatch(/^mlopstfstate[0-9a-f]{8}$/);
  expect(kept.state.outputs.environment_lines).toContain(`storageAccountName: "${name}",`);

  const gone = await runTrap({ config: state(), then: [state({ protection: false })], rules, destroy: true });
  expect([gone.errors, gone.state.resources, countObjects(gone.accounts)]).toEqual([[], [], 0]);
});
