import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TimeProvider } from "@cdktf/provider-time/lib/provider";
import { TerraformStack, Testing, type ITerraformDependable } from "cdktf";
import { Network, ResourceGroup } from "../../src/azure";
import { Size } from "../../src/core";
import { resolved } from "../support/resolved";

export const SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555";
export const NETWORK = `${SUBSCRIPTION}/resourceGroups/shared/providers/Microsoft.Network/virtualNetworks/hub`;

/** A stack with the providers that Azure constructs need. */
export function emptyStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "test");
  new AzurermProvider(stack, "Azurerm", { features: [{}] });
  new AzureadProvider(stack, "Azuread", {});
  new RandomProvider(stack, "Random");
  new TimeProvider(stack, "Time");
  return stack;
}

/** What every component takes, in a resource group that exists. */
export function component(stack: TerraformStack) {
  return { prefix: "mlops-dev", size: Size.DEV, resourceGroup: someResourceGroup(stack) };
}

/** A resource group that exists. */
export function someResourceGroup(stack: TerraformStack) {
  return ResourceGroup.fromResourceGroupAttributes(stack, "ResourceGroup", {
    resourceGroupName: "shared",
    location: "westeurope",
  });
}

/** The types of the resources that a component says must exist before it is used. */
export function typesOf(stack: TerraformStack, dependencies: readonly ITerraformDependable[]): string[] {
  return resolved(
    stack,
    dependencies.map(({ fqn }) => fqn),
  ).map((fqn) => /azurerm_\w+/.exec(fqn)?.[0] ?? fqn);
}

/** A virtual network that exists. */
export function someNetwork(stack: TerraformStack) {
  return Network.fromNetworkAttributes(stack, "Network", {
    virtualNetworkId: NETWORK,
    serverSubnetId: `${NETWORK}/subnets/servers`,
    gatewaySubnetId: `${NETWORK}/subnets/gateway`,
    databaseSubnetId: `${NETWORK}/subnets/database`,
    uiSubnetId: `${NETWORK}/subnets/ui`,
  });
}
