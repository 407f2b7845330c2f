import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AzureComponentProps } from "../component";
import type { INetwork } from "../network/interface";
import { OptionalBindings } from "../optional-bindings";

export interface WorkspacePrivateEndpointProps extends AzureComponentProps {
  readonly network: INetwork;
  readonly workspaceId: string;
}

/** What a workspace's names lead to within a network: the workspace with its endpoints, and the notebooks. */
const ZONES = { Api: "privatelink.api.azureml.ms", Notebooks: "privatelink.notebooks.azure.net" };

/**
 * The private address of a workspace and of its online endpoints, with the names in the virtual network. Azure writes the records.
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-configure-private-link
 */
export class WorkspacePrivateEndpoint extends Construct {
  /** What must exist before the names lead to the private address. */
  public readonly dependencies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: WorkspacePrivateEndpointProps) {
    super(scope, id);
    const { prefix, resourceGroup, network, tags, workspaceId } = props;
    const { resourceGroupName, location } = resourceGroup;
    const { PrivateDnsZone } = OptionalBindings.privateDnsZone();
    const { PrivateDnsZoneVirtualNetworkLink } = OptionalBindings.privateDnsZoneVirtualNetworkLink();
    const zones = Object.entries(ZONES).map(([zone, name]) => ({
      zone,
      resource: new PrivateDnsZone(this, zone, { name, resourceGroupName, tags }),
    }));
    const links = zones.map(
      ({ zone, resource }) =>
        new PrivateDnsZoneVirtualNetworkLink(this, `${zone}Link`, {
          name: `${prefix}-models`,
          privateDnsZoneName: resource.name,
          resourceGroupName,
          virtualNetworkId: network.virtualNetworkId,
          tags,
        }),
    );
    const { PrivateEndpoint } = OptionalBindings.privateEndpoint();
    const endpoint = new PrivateEndpoint(this, "Resource", {
      name: `${prefix}-models`,
      resourceGroupName,
      location,
      // The platform asks for the subnet where it makes this endpoint.
      subnetId: network.privateEndpointSubnetId ?? "",
      privateServiceConnection: {
        name: `${prefix}-models`,
        privateConnectionResourceId: workspaceId,
        subresourceNames: ["amlworkspace"],
        isManualConnection: false,
      },
      privateDnsZoneGroup: { name: "models", privateDnsZoneIds: zones.map(({ resource }) => resource.id) },
      tags,
    });
    this.dependencies = [endpoint, ...links];
  }
}
