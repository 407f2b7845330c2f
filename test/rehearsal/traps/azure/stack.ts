import { rules as azure } from "../../../../src/rehearsal/clouds/azure";
import type { Blocks, JsonObject, TerraformConfig } from "../trap";

export const rules = azure;
const SUBSCRIPTION = "11111111-2222-4333-8444-555555555555";

/** What everything in the group says. */
export const PLACE: JsonObject = {
  resource_group_name: "${azurerm_resource_group.group.name}",
  location: "${azurerm_resource_group.group.location}",
};
export const IN_GROUP: JsonObject = { resource_group_name: "${azurerm_resource_group.group.name}" };

export const GROUP: Blocks = { azurerm_resource_group: { group: { name: "rg", location: "westeurope" } } };

/** A subnet of the network, delegated to a service. */
export function subnet(range: string, service: string, actions: string[] | null = [JOIN]): JsonObject {
  const delegated: JsonObject = { name: service, ...(actions !== null && { actions }) };
  return {
    ...IN_GROUP,
    virtual_network_name: "${azurerm_virtual_network.net.name}",
    name: `subnet-${range.split(".")[2] ?? ""}`,
    address_prefixes: [range],
    delegation: [{ name: "service", service_delegation: [delegated] }],
  };
}
export const JOIN = "Microsoft.Network/virtualNetworks/subnets/join/action";

export const NETWORK: Blocks = {
  azurerm_virtual_network: { net: { ...PLACE, name: "net", address_space: ["10.0.0.0/16"] } },
};

export const CONSUMPTION: JsonObject = {
  workload_profile: [{ name: "Consumption", workload_profile_type: "Consumption" }],
};

export const SERVER: JsonObject = {
  ...PLACE,
  version: "16",
  sku_name: "B_Standard_B1ms",
  administrator_login: "mlflow",
  administrator_password: "Abcdefgh1234",
};

export const SERVICE: JsonObject = {
  ...PLACE,
  name: "mlops-traps",
  publisher_name: "mlops",
  publisher_email: "mlops@example.com",
  sku_name: "Consumption_0",
};

/** A container app with one container. */
export function app(name: string, container: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    ...IN_GROUP,
    name,
    container_app_environment_id: "${azurerm_container_app_environment.public.id}",
    revision_mode: "Single",
    template: [
      { container: [{ name: "mlflow", image: "ghcr.io/mlflow/mlflow:v3", cpu: 0.5, memory: "1Gi", ...container }] },
    ],
    ...more,
  };
}

/** A stack with a group and a network; blocks of one type are joined. */
export function stackOf(features: JsonObject, ...parts: Blocks[]): TerraformConfig {
  const resource: Blocks = {};
  for (const part of [GROUP, ...parts])
    for (const [type, named] of Object.entries(part)) resource[type] = { ...resource[type], ...named };
  return {
    terraform: {
      required_providers: {
        azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
        azuread: { source: "hashicorp/azuread" },
      },
    },
    provider: { azurerm: [{ subscription_id: SUBSCRIPTION, features: [features] }], azuread: [{}] },
    resource,
  };
}
