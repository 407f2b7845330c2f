import type * as appRoleAssignment from "@cdktf/provider-azuread/lib/app-role-assignment";
import type * as application from "@cdktf/provider-azuread/lib/application";
import type * as servicePrincipal from "@cdktf/provider-azuread/lib/service-principal";
import type * as dataAzurermKeyVaultSecret from "@cdktf/provider-azurerm/lib/data-azurerm-key-vault-secret";
import type * as privateDnsARecord from "@cdktf/provider-azurerm/lib/private-dns-a-record";
import type * as resourceGroupTemplateDeployment from "@cdktf/provider-azurerm/lib/resource-group-template-deployment";
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
  appRoleAssignment: (): typeof appRoleAssignment => require("@cdktf/provider-azuread/lib/app-role-assignment"),
  application: (): typeof application => require("@cdktf/provider-azuread/lib/application"),
  servicePrincipal: (): typeof servicePrincipal => require("@cdktf/provider-azuread/lib/service-principal"),
  dataAzurermKeyVaultSecret: (): typeof dataAzurermKeyVaultSecret =>
    require("@cdktf/provider-azurerm/lib/data-azurerm-key-vault-secret"),
  privateDnsARecord: (): typeof privateDnsARecord => require("@cdktf/provider-azurerm/lib/private-dns-a-record"),
  resourceGroupTemplateDeployment: (): typeof resourceGroupTemplateDeployment =>
    require("@cdktf/provider-azurerm/lib/resource-group-template-deployment"),
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
