import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { NETWORK_ATTRIBUTES } from "./checks";
import type { INetwork } from "./interface";
import type { NetworkAttributes } from "./settings";

/** An existing virtual network. */
export class ImportedNetwork extends Construct implements INetwork {
  public readonly virtualNetworkId: string;
  public readonly serverSubnetId: string;
  public readonly gatewaySubnetId: string;
  public readonly databaseSubnetId: string;
  public readonly uiSubnetId?: string;
  public readonly privateEndpointSubnetId?: string;
  public readonly dependencies: ITerraformDependable[] = [];

  constructor(scope: Construct, id: string, attributes: NetworkAttributes) {
    super(scope, id);
    checkOnce(this, attributes, NETWORK_ATTRIBUTES);
    this.virtualNetworkId = attributes.virtualNetworkId;
    this.serverSubnetId = attributes.serverSubnetId;
    this.gatewaySubnetId = attributes.gatewaySubnetId;
    this.databaseSubnetId = attributes.databaseSubnetId;
    this.uiSubnetId = attributes.uiSubnetId;
    this.privateEndpointSubnetId = attributes.privateEndpointSubnetId;
  }
}
