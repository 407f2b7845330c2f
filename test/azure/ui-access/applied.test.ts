import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TimeProvider } from "@cdktf/provider-time/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import {
  ArtifactStore,
  AzureSubscription,
  BackendStore,
  Network,
  ResourceGroup,
  TrackingServer,
  UiAccess,
} from "../../../src/azure";
import { addAzureProviders } from "../../../src/azure/azure-provider";
import { Size } from "../../../src/core";
import { allRules } from "../../../src/rehearsal/clouds";
import { containerAppProbes } from "../../../src/rehearsal/clouds/azure/probes";
import { strangers } from "../../../src/rehearsal/clouds/azure/strangers";
import { startProblems } from "../../../src/rehearsal/servers/probe-schedule";
import { Account } from "../../../src/rehearsal/simulator";
import { runTrap, type TerraformConfig } from "../../rehearsal/traps/trap";

function config(isPrivate: boolean): TerraformConfig {
  const stack = new TerraformStack(Testing.app(), "test");
  addAzureProviders(stack, { subscriptionId: "11111111-2222-3333-4444-555555555555", purge: true });
  new RandomProvider(stack, "Random");
  new TimeProvider(stack, "Time");
  const named = { prefix: "mlops-dev", size: Size.DEV };
  const resourceGroup = new ResourceGroup(stack, "ResourceGroup", { ...named, location: "westeurope" });
  const component = { ...named, resourceGroup };
  const network = isPrivate ? new Network(stack, "Network", component) : undefined;
  const artifactStore = new ArtifactStore(stack, "ArtifactStore", { ...component, network });
  const backendStore = new BackendStore(stack, "BackendStore", { ...component, network });
  const server = { ...component, network, artifactStore, backendStore };
  const { host } = new TrackingServer(stack, "TrackingServer", server);
  // Who is assigned must exist in the tenant, and the identity that deploys does.
  const groupIds = [AzureSubscription.of(stack).objectId];
  new UiAccess(stack, "UiAccess", { ...server, host, groupIds, public: isPrivate });
  const { terraform, ...rest } = JSON.parse(Testing.synth(stack, true)) as TerraformConfig;
  return { ...rest, terraform: { required_providers: terraform.required_providers } };
}

describe.each([
  ["with public addresses", false],
  ["in a virtual network, with a public UI", true],
])("servers with a UI %s", (_where, isPrivate) => {
  test("apply and plan empty, start in time, and let no stranger in", async () => {
    const { errors, changes, state, accounts } = await runTrap({ config: config(isPrivate), rules: allRules });
    expect([errors, changes]).toEqual([[], {}]);
    expect(startProblems(containerAppProbes(state))).toEqual([]);
    const attempts = await strangers(accounts.get("hashicorp/azurerm") ?? new Account());
    expect(attempts.filter(({ target }) => target.startsWith("azurerm_container_app"))).toHaveLength(3);
    expect(attempts.filter(({ by }) => by !== undefined)).toEqual([]);
  }, 120_000);

  test("are destroyed to nothing", async () => {
    const { errors, accounts } = await runTrap({ config: config(isPrivate), rules: allRules, destroy: true });
    expect(errors).toEqual([]);
    for (const source of ["hashicorp/azurerm", "hashicorp/azuread"]) expect(accounts.get(source)?.size ?? 0).toBe(0);
  }, 120_000);
});
