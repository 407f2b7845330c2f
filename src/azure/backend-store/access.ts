import type { PostgresqlFlexibleServer } from "@cdktf/provider-azurerm/lib/postgresql-flexible-server";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { dependenciesFor } from "../../core/dependencies";
import type { AzureComponentProps } from "../component";
import type { INetwork } from "../network/interface";
import { OptionalBindings } from "../optional-bindings";

/** How the server is reached. */
export interface ServerAccess {
  /** Arguments of the server. */
  readonly delegatedSubnetId?: string;
  readonly privateDnsZoneId?: string;
  readonly publicNetworkAccessEnabled: boolean;
  readonly dependsOn?: ITerraformDependable[];
}

/** Puts the server into the virtual network. Its private zone must be linked to the network before the server is made. */
export function privateAccess(scope: Construct, props: AzureComponentProps, network: INetwork): ServerAccess {
  const { PrivateDnsZone } = OptionalBindings.privateDnsZone();
  const { PrivateDnsZoneVirtualNetworkLink } = OptionalBindings.privateDnsZoneVirtualNetworkLink();
  const { resourceGroupName } = props.resourceGroup;
  // Azure demands this end, and refuses the name of the server itself, which has a suffix.
  const zone = new PrivateDnsZone(scope, "Zone", {
    name: `${props.prefix}.postgres.database.azure.com`,
    resourceGroupName,
    tags: props.tags,
  });
  const link = new PrivateDnsZoneVirtualNetworkLink(scope, "ZoneLink", {
    name: `${props.prefix}-database`,
    resourceGroupName,
    privateDnsZoneName: zone.name,
    virtualNetworkId: network.virtualNetworkId,
    registrationEnabled: false,
    tags: props.tags,
  });
  return {
    delegatedSubnetId: network.databaseSubnetId,
    privateDnsZoneId: zone.id,
    publicNetworkAccessEnabled: false,
    dependsOn: dependenciesFor(scope, [link, ...network.dependencies]),
  };
}

/** Lets every Azure service connect, of other tenants too: Container Apps without a virtual network have no address of their own. */
export function allowAzureServices(scope: Construct, server: PostgresqlFlexibleServer): ITerraformDependable {
  const { PostgresqlFlexibleServerFirewallRule } = OptionalBindings.postgresqlFlexibleServerFirewallRule();
  return new PostgresqlFlexibleServerFirewallRule(scope, "AzureServices", {
    name: "azure-services",
    serverId: server.id,
    // 0.0.0.0 to 0.0.0.0 is Azure's way to write this, not an address.
    startIpAddress: "0.0.0.0",
    endIpAddress: "0.0.0.0",
  });
}
