import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AzureComponentProps } from "../component";
import type { INetwork } from "../network/interface";
import { OptionalBindings } from "../optional-bindings";
import type { ServerEnvironment } from "./environment";

export interface EnvironmentDnsProps extends AzureComponentProps {
  readonly environment: ServerEnvironment;
  readonly network: INetwork;
}

/** Resolves the names of an internal environment's apps to its private address, in the virtual network. */
export class EnvironmentDns extends Construct {
  /** What must exist before the names are resolved. */
  public readonly dependencies: ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    { environment, network, prefix, resourceGroup, tags }: EnvironmentDnsProps,
  ) {
    super(scope, id);
    const { resourceGroupName } = resourceGroup;
    const { PrivateDnsZone } = OptionalBindings.privateDnsZone();
    const { PrivateDnsARecord } = OptionalBindings.privateDnsARecord();
    const { PrivateDnsZoneVirtualNetworkLink } = OptionalBindings.privateDnsZoneVirtualNetworkLink();
    const zone = new PrivateDnsZone(this, "Resource", { name: environment.defaultDomain, resourceGroupName, tags });
    const record = new PrivateDnsARecord(this, "Apps", {
      name: "*",
      zoneName: zone.name,
      resourceGroupName,
      ttl: 300,
      records: [environment.staticIpAddress],
      tags,
    });
    const link = new PrivateDnsZoneVirtualNetworkLink(this, "Link", {
      name: `${prefix}-servers`,
      privateDnsZoneName: zone.name,
      resourceGroupName,
      virtualNetworkId: network.virtualNetworkId,
      tags,
    });
    this.dependencies = [record, link];
  }
}
