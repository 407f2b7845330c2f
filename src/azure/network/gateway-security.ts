import { Construct } from "constructs";
import type { ITerraformDependable } from "cdktf";
import type { IResourceGroup } from "../resource-group/interface";
import { OptionalBindings } from "../optional-bindings";

export interface GatewaySecurityProps {
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  readonly subnetId: string;
  readonly tags?: Record<string, string>;
}

/** What API Management depends on, by service tag: construct id to tag. */
const SERVICES: Record<string, string> = { Storage: "Storage", KeyVault: "AzureKeyVault" };

/**
 * The network security group that API Management's outbound integration requires, with the rules that it documents. Azure's default rules
 * let it reach the servers and Entra, and nothing from the internet reaches the subnet.
 * @see https://learn.microsoft.com/en-us/azure/api-management/integrate-vnet-outbound
 */
export class GatewaySecurity extends Construct {
  /** What must exist before API Management uses the subnet. */
  public readonly dependencies: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: GatewaySecurityProps) {
    super(scope, id);
    const { NetworkSecurityGroup } = OptionalBindings.networkSecurityGroup();
    const { NetworkSecurityRule } = OptionalBindings.networkSecurityRule();
    const { SubnetNetworkSecurityGroupAssociation } = OptionalBindings.subnetNetworkSecurityGroupAssociation();
    const { resourceGroupName, location } = props.resourceGroup;
    const group = new NetworkSecurityGroup(this, "Resource", {
      name: props.name,
      resourceGroupName,
      location,
      tags: props.tags,
    });
    const rules = Object.entries(SERVICES).map(
      ([service, tag], index) =>
        new NetworkSecurityRule(this, service, {
          name: `to-${tag}`,
          resourceGroupName,
          networkSecurityGroupName: group.name,
          priority: 100 + 10 * index,
          direction: "Outbound",
          access: "Allow",
          protocol: "Tcp",
          sourceAddressPrefix: "VirtualNetwork",
          sourcePortRange: "*",
          destinationAddressPrefix: tag,
          destinationPortRange: "443",
        }),
    );
    const association = new SubnetNetworkSecurityGroupAssociation(this, "Association", {
      subnetId: props.subnetId,
      networkSecurityGroupId: group.id,
    });
    this.dependencies = [...rules, association];
  }
}
