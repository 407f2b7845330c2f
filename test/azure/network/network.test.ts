import { Network, type NetworkAttributes, type NetworkProps } from "../../../src/azure";
import { NETWORK } from "../../../src/azure/network/checks";
import { NetworkAccess, type NetworkSettings } from "../../../src/azure/network/settings";
import { Problems, Size } from "../../../src/core";
import { checkSettings } from "../../../src/core/checks";
import { problemsOf } from "../../support/refusal";
import { NETWORK as HUB, component, emptyStack, typesOf } from "../fixture";
import { Synthesized, type Block } from "../synthesized";

function make(props: Partial<NetworkProps> = {}) {
  const stack = emptyStack();
  const network = new Network(stack, "Network", { ...component(stack), ...props });
  return { stack, network };
}

const network = (props: Partial<NetworkProps> = {}): Synthesized => Synthesized.of(make(props).stack);

/** Blocks of the subnets, by name. */
const blocks = (synthesized: Synthesized): Record<string, unknown> =>
  Object.fromEntries(
    Object.values(synthesized.all("azurerm_subnet")).map(({ name, address_prefixes: block }) => [name, block]),
  );

test("dev and prod have the same virtual network and subnets", () => {
  expect(network({ size: Size.PROD }).json.resource).toEqual(network().json.resource);
});

test("each subnet is delegated to the service that has it for itself, with the action that Azure would add", () => {
  const delegations = Object.values(network().all("azurerm_subnet")).map(({ name, delegation }) => {
    const [{ service_delegation: service } = { service_delegation: {} }] = delegation as Record<string, Block>[];
    return [name, service];
  });
  expect(Object.fromEntries(delegations)).toEqual({
    servers: {
      name: "Microsoft.App/environments",
      actions: ["Microsoft.Network/virtualNetworks/subnets/join/action"],
    },
    gateway: { name: "Microsoft.Web/serverFarms", actions: ["Microsoft.Network/virtualNetworks/subnets/action"] },
    database: {
      name: "Microsoft.DBforPostgreSQL/flexibleServers",
      actions: ["Microsoft.Network/virtualNetworks/subnets/join/action"],
    },
    ui: {
      name: "Microsoft.App/environments",
      actions: ["Microsoft.Network/virtualNetworks/subnets/join/action"],
    },
  });
});

test.each([
  ["10.40.0.0/16", ["10.40.0.0/19", "10.40.32.0/19", "10.40.64.0/19", "10.40.96.0/19"]],
  ["192.168.7.0/24", ["192.168.7.0/27", "192.168.7.32/27", "192.168.7.64/27", "192.168.7.96/27"]],
])("the subnets of %s are disjoint parts of it, none smaller than the /27 that the services need", (cidr, expected) => {
  const names = ["servers", "gateway", "database", "ui"];
  expect(blocks(network({ cidr }))).toEqual(Object.fromEntries(names.map((name, index) => [name, [expected[index]]])));
});

test("the servers reach Azure Storage through a service endpoint, which a closed storage account needs", () => {
  expect(network().one("azurerm_subnet", "Servers").service_endpoints).toEqual(["Microsoft.Storage"]);
  expect(network().one("azurerm_subnet", "Gateway")).not.toHaveProperty("service_endpoints");
});

test("the gateway's subnet has a security group with the rules that API Management documents, and opens nothing inwards", () => {
  const made = network();
  const rules = Object.values(made.all("azurerm_network_security_rule"));
  expect(rules.map((rule) => [rule.direction, rule.access, rule.destination_address_prefix])).toEqual([
    ["Outbound", "Allow", "AzureKeyVault"],
    ["Outbound", "Allow", "Storage"],
  ]);
  expect(new Set(rules.map(({ priority }) => priority)).size).toBe(rules.length);
  expect(made.one("azurerm_subnet_network_security_group_association")).toEqual({
    subnet_id: `\${${made.address("azurerm_subnet", "Gateway")}.id}`,
    network_security_group_id: `\${${made.address("azurerm_network_security_group")}.id}`,
  });
});

test("who uses a subnet can wait for the security group, without which Azure refuses the gateway", () => {
  const { stack, network: made } = make();
  expect(typesOf(stack, made.dependencies)).toContain("azurerm_subnet_network_security_group_association");
});

test("another block is refused by the plan: neither servers nor database can move", () => {
  const fixed = network({ cidr: "10.8.0.0/20" }).one("terraform_data");
  expect(fixed).toMatchObject({ input: { value: "10.8.0.0/20" }, lifecycle: { ignore_changes: ["input"] } });
  expect(JSON.stringify(fixed.lifecycle)).toContain("network.cidr cannot be changed");
});

test.each([
  ["be an IPv4 block of /16 to /24", "10.40.0.0/25"],
  ["be an IPv4 block of /16 to /24", "10.40.0.0/15"],
  ["be an IPv4 block of /16 to /24 that begins at its first address", "10.40.0.1/16"],
  ["be an IPv4 block", "10.40.0.0"],
  ["not overlap with a block that Container Apps reserves", "172.31.0.0/16"],
  ["not overlap with a block that Container Apps reserves", "100.100.64.0/20"],
])("refused: cidr must %s: %s", (message, cidr) => {
  expect(problemsOf(() => network({ cidr }))).toEqual([expect.stringContaining(`cidr must ${message}`)]);
});

test("a block beside a reserved one is accepted", () => {
  expect(problemsOf(() => network({ cidr: "172.29.0.0/16" }))).toEqual([]);
});

test.each<[string, NetworkSettings, Size]>([
  ["access must be one of public, private", { access: "hidden" as NetworkAccess }, Size.DEV],
  ["cidr must be omitted", { cidr: "10.8.0.0/16" }, Size.DEV],
  ["cidr must be omitted", { cidr: "10.8.0.0/16", access: NetworkAccess.PUBLIC }, Size.PROD],
])("settings are refused: %s", (message, settings, size) => {
  const problems = new Problems("azure-dev");
  checkSettings(problems, NETWORK, settings, size);
  expect(problems.all.map(({ field, rule }) => `${field} ${rule}`)).toEqual([expect.stringContaining(message)]);
});

test("prod is in a virtual network by default: its block needs no other setting", () => {
  const problems = new Problems("azure-prod");
  checkSettings(problems, NETWORK, { cidr: "10.8.0.0/16" }, Size.PROD);
  expect(problems.all).toEqual([]);
});

describe("an existing virtual network", () => {
  const attributes: NetworkAttributes = {
    virtualNetworkId: HUB,
    serverSubnetId: `${HUB}/subnets/servers`,
    gatewaySubnetId: `${HUB}/subnets/gateway`,
    databaseSubnetId: `${HUB}/subnets/database`,
    uiSubnetId: `${HUB}/subnets/ui`,
  };
  const existing = (wrong: Partial<NetworkAttributes>) => () =>
    Network.fromNetworkAttributes(emptyStack(), "Network", { ...attributes, ...wrong });

  test("needs no subnet of the UI", () => {
    expect(existing({ uiSubnetId: undefined })().uiSubnetId).toBeUndefined();
  });

  test("its subnets are read, each from the network of its ID", () => {
    const stack = emptyStack();
    Network.fromNetworkAttributes(stack, "Network", attributes);
    const read = Object.values(
      (Synthesized.of(stack).json.data as Record<string, Block>).azurerm_subnet ?? {},
    ) as Block[];
    expect(read.map(({ name }) => name).sort()).toEqual(["database", "gateway", "servers", "ui"]);
    for (const each of read)
      expect([each.resource_group_name, each.virtual_network_name]).toEqual(
        HUB.split("/").filter((_, i) => i === 4 || i === 8),
      );
  });

  test("is used as it is", () => {
    expect(existing({})()).toMatchObject({ ...attributes, dependencies: [] });
  });

  test.each<[string, Partial<NetworkAttributes>]>([
    ["serverSubnetId must be the resource ID of a Microsoft.Network/virtualNetworks/subnets", { serverSubnetId: "a" }],
    ["gatewaySubnetId must be a subnet of virtualNetworkId", { gatewaySubnetId: `${HUB}-2/subnets/gateway` }],
    ["uiSubnetId must be a subnet of its own", { uiSubnetId: attributes.serverSubnetId }],
    ["databaseSubnetId must be a subnet of its own", { databaseSubnetId: attributes.serverSubnetId }],
  ])("is refused: %s", (message, wrong) => {
    expect(problemsOf(existing(wrong))).toContainEqual(expect.stringContaining(message));
  });

  test("is refused when the network's ID is a subnet's", () => {
    const wrong = { virtualNetworkId: attributes.serverSubnetId };
    expect(problemsOf(existing(wrong))).toContainEqual(
      expect.stringContaining("virtualNetworkId must be the resource ID of a Microsoft.Network/virtualNetworks"),
    );
  });
});
