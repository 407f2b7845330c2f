import type * as networkSecurityGroup from "@cdktf/provider-azurerm/lib/network-security-group";
import type * as networkSecurityRule from "@cdktf/provider-azurerm/lib/network-security-rule";
import type * as postgresqlFlexibleServerFirewallRule from "@cdktf/provider-azurerm/lib/postgresql-flexible-server-firewall-rule";
import type * as privateDnsZone from "@cdktf/provider-azurerm/lib/private-dns-zone";
import type * as privateDnsZoneVirtualNetworkLink from "@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link";
import type * as subnet from "@cdktf/provider-azurerm/lib/subnet";
import type * as subnetNetworkSecurityGroupAssociation from "@cdktf/provider-azurerm/lib/subnet-network-security-group-association";
import type * as virtualNetwork from "@cdktf/provider-azurerm/lib/virtual-network";

/** Bindings of optional resources. Each is loaded when its first resource is created. */
export const OptionalBindings = {
  networkSecurityGroup: (): typeof networkSecurityGroup =>
    require("@cdktf/provider-azurerm/lib/network-security-group"),
  networkSecurityRule: (): typeof networkSecurityRule => require("@cdktf/provider-azurerm/lib/network-security-rule"),
  postgresqlFlexibleServerFirewallRule: (): typeof postgresqlFlexibleServerFirewallRule =>
    require("@cdktf/provider-azurerm/lib/postgresql-flexible-server-firewall-rule"),
  privateDnsZone: (): typeof privateDnsZone => require("@cdktf/provider-azurerm/lib/private-dns-zone"),
  privateDnsZoneVirtualNetworkLink: (): typeof privateDnsZoneVirtualNetworkLink =>
    require("@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link"),
  subnet: (): typeof subnet => require("@cdktf/provider-azurerm/lib/subnet"),
  subnetNetworkSecurityGroupAssociation: (): typeof subnetNetworkSecurityGroupAssociation =>
    require("@cdktf/provider-azurerm/lib/subnet-network-security-group-association"),
  virtualNetwork: (): typeof virtualNetwork => require("@cdktf/provider-azurerm/lib/virtual-network"),
};
