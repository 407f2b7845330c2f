import { RULE, type Cases } from "../configurations";
import { AzureProvider, PLACE } from "../provider";
import { NETWORK, world } from "../world";

describe("of resources and networks, before any plan the provider refuses", () => {
  const cases: Cases = {
    "a location that is none": [
      "azurerm_resource_group",
      { name: "g", location: "Atlantis" },
      "was not found in the list",
    ],
    "a group's name that ends with a period": [
      "azurerm_resource_group",
      { name: "g.", location: "westeurope" },
      "for name",
    ],
    "more than 50 tags": [
      "azurerm_resource_group",
      {
        name: "g",
        location: "westeurope",
        tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, "v"])),
      },
      "a maximum of 50 tags",
    ],
    "a long tag": [
      "azurerm_resource_group",
      { name: "g", location: "westeurope", tags: { k: "v".repeat(257) } },
      "the maximum length for a tag value is 256",
    ],
    "a rule without a source": [
      "azurerm_network_security_rule",
      { ...RULE, source_address_prefix: null },
      "one must be",
    ],
    "a rule's priority": ["azurerm_network_security_rule", { ...RULE, priority: 99 }, "in the range (100 - 4096)"],
    "sharing a subnet with outbound access": [
      "azurerm_subnet",
      {
        resource_group_name: "rg",
        virtual_network_name: "net",
        name: "s",
        address_prefixes: ["10.0.9.0/24"],
        sharing_scope: "Tenant",
      },
      "`sharing_scope` cannot be set",
    ],
    "upper case in a DNS record": [
      "azurerm_private_dns_a_record",
      { resource_group_name: "rg", zone_name: "z.z", name: "A", ttl: 1, records: ["10.0.0.1"] },
      "for name",
    ],
  };
  test.each(Object.entries(cases))("%s", (_, [type, config, message]) => {
    expect(new AzureProvider([type]).problems(type, config).join("; ")).toContain(message);
  });
});

describe("of resources and networks, Azure refuses to create", () => {
  const cases: Cases = {
    "in a group that does not exist": [
      "azurerm_user_assigned_identity",
      { name: "abc", location: "westeurope", resource_group_name: "no" },
      "ResourceGroupNotFound: Resource group 'no'",
    ],
    "a subnet of a network that does not exist": [
      "azurerm_subnet",
      { resource_group_name: "rg", virtual_network_name: "no", name: "s", address_prefixes: ["10.0.9.0/24"] },
      "ParentResourceNotFound",
    ],
    "a subnet outside of its network": [
      "azurerm_subnet",
      { resource_group_name: "rg", virtual_network_name: "net", name: "s", address_prefixes: ["10.1.0.0/24"] },
      "NetcfgInvalidSubnet: Subnet 's' is not valid in virtual network 'net'",
    ],
    "a subnet over another": [
      "azurerm_subnet",
      { resource_group_name: "rg", virtual_network_name: "net", name: "s", address_prefixes: ["10.0.0.128/25"] },
      "NetcfgSubnetRangesOverlap",
    ],
    "a subnet of three addresses": [
      "azurerm_subnet",
      { resource_group_name: "rg", virtual_network_name: "net", name: "s", address_prefixes: ["10.0.9.0/30"] },
      "too small",
    ],
    "a range with bits of a host": [
      "azurerm_virtual_network",
      { ...PLACE, name: "other", address_space: ["10.0.0.1/16"] },
      "InvalidCIDRNotation",
    ],
    "a rule of a priority that is taken": [
      "azurerm_network_security_group",
      {
        ...PLACE,
        name: "g",
        security_rule: ["a", "b"].map((name) => ({
          ...RULE,
          name,
          resource_group_name: null,
          network_security_group_name: null,
        })),
      },
      "SecurityRuleConflict",
    ],
    "a rule with a port that is none": [
      "azurerm_network_security_rule",
      { ...RULE, destination_port_range: "https" },
      "SecurityRuleInvalidPortRange",
    ],
    "a link to a network that does not exist": [
      "azurerm_private_dns_zone_virtual_network_link",
      {
        resource_group_name: "rg",
        name: "l",
        private_dns_zone_name: "mlops.postgres.database.azure.com",
        virtual_network_id: `${NETWORK}2`,
      },
      "InvalidVirtualNetworkReference",
    ],
    "a zone of one label": ["azurerm_private_dns_zone", { resource_group_name: "rg", name: "zone" }, "2 to 34 labels"],
  };
  test.each(Object.entries(cases))("%s", (_, [type, config, message]) => {
    expect(world([type]).create(type, config).join("; ")).toContain(message);
  });
});
