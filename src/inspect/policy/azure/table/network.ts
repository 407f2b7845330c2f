import type { Row } from "../row";

const NETWORK = "Network Contributor";
const DNS = "Private DNS Zone Contributor";
const ZONE = "Microsoft.Network/privateDnsZones";

/** Virtual networks and their names. */
export const NETWORKS: Readonly<Record<string, Row>> = {
  azurerm_virtual_network: { role: NETWORK, type: "Microsoft.Network/virtualNetworks" },
  azurerm_subnet: { role: NETWORK, type: "Microsoft.Network/virtualNetworks/subnets" },
  azurerm_network_security_group: { role: NETWORK, type: "Microsoft.Network/networkSecurityGroups" },
  azurerm_network_security_rule: { role: NETWORK, type: "Microsoft.Network/networkSecurityGroups/securityRules" },
  azurerm_subnet_network_security_group_association: {
    role: NETWORK,
    type: "Microsoft.Network/virtualNetworks/subnets",
    actions: "Microsoft.Network/networkSecurityGroups/join/action",
    in: "subnet_id",
  },
  azurerm_private_dns_zone: { role: DNS, type: ZONE },
  azurerm_private_dns_a_record: { role: DNS, type: `${ZONE}/A` },
  azurerm_private_dns_zone_virtual_network_link: {
    role: DNS,
    type: `${ZONE}/virtualNetworkLinks`,
    actions: "Microsoft.Network/virtualNetworks/join/action",
    joins: { virtual_network_id: NETWORK },
  },
};
