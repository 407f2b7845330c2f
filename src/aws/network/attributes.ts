import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { NETWORK_ATTRIBUTES } from "./checks";
import type { INetwork } from "./interface";
import type { NetworkAttributes } from "./settings";

/** An existing VPC. */
export class ImportedNetwork extends Construct implements INetwork {
  public readonly vpcId: string;
  public readonly publicSubnetIds?: string[];
  public readonly loadBalancerSubnetIds: string[];
  public readonly serverSubnetIds: string[];
  public readonly serversHavePublicIp: boolean;
  public readonly databaseSubnetIds: string[];
  public readonly dependencies: ITerraformDependable[] = [];

  constructor(scope: Construct, id: string, attributes: NetworkAttributes) {
    super(scope, id);
    checkOnce(this, attributes, NETWORK_ATTRIBUTES);
    this.vpcId = attributes.vpcId;
    this.publicSubnetIds = attributes.publicSubnetIds;
    this.serverSubnetIds = attributes.serverSubnetIds;
    this.loadBalancerSubnetIds = attributes.loadBalancerSubnetIds ?? attributes.serverSubnetIds;
    this.databaseSubnetIds = attributes.databaseSubnetIds ?? attributes.serverSubnetIds;
    this.serversHavePublicIp = attributes.serversHavePublicIp ?? false;
  }
}
