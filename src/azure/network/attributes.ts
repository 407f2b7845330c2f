import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { NETWORK_ATTRIBUTES } from "./checks";
import { existingSubnet } from "./existing-subnet";
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
  public readonly serverServiceEndpoints: string[];
  public readonly uiServiceEndpoints?: string[];
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

    const { serverSubnetId, gatewaySubnetId, databaseSubnetId, uiSubnetId } = attributes;
    const apps = { bits: 27, service: "Azure Container Apps" };
    const gateway = { bits: 27, service: "Azure API Management" };
    const database = { bits: 28, service: "Azure Database for PostgreSQL" };
    const server = { field: "serverSubnetId", subnetId: serverSubnetId, ...apps };
    this.serverServiceEndpoints = existingSubnet(this, "ServerSubnet", server).serviceEndpoints;
    existingSubnet(this, "GatewaySubnet", { field: "gatewaySubnetId", subnetId: gatewaySubnetId, ...gateway });
    existingSubnet(this, "DatabaseSubnet", { field: "databaseSubnetId", subnetId: databaseSubnetId, ...database });
    if (uiSubnetId === undefined) return;
    const ui = { field: "uiSubnetId", subnetId: uiSubnetId, ...apps };
    this.uiServiceEndpoints = existingSubnet(this, "UiSubnet", ui).serviceEndpoints;
  }
}
