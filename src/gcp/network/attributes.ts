import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { NETWORK_ATTRIBUTES } from "./checks";
import type { INetwork } from "./interface";
import type { NetworkAttributes } from "./settings";

/** An existing VPC network. */
export class ImportedNetwork extends Construct implements INetwork {
  public readonly networkId: string;
  public readonly subnetworkId: string;

  constructor(scope: Construct, id: string, attributes: NetworkAttributes) {
    super(scope, id);
    checkOnce(this, attributes, NETWORK_ATTRIBUTES);
    this.networkId = attributes.networkId;
    this.subnetworkId = attributes.subnetworkId;
  }
}
