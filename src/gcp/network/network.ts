import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import { FixedSetting } from "../../core/fixed-setting";
import type { GcpComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { OptionalBindings } from "../optional-bindings";
import { ImportedNetwork } from "./attributes";
import { NETWORK } from "./checks";
import { resolveNetwork } from "./defaults";
import type { INetwork } from "./interface";
import type { NetworkAttributes, NetworkSettings } from "./settings";

export interface NetworkProps extends GcpComponentProps, NetworkSettings {}

/**
 * The VPC network through which the servers reach a database without a public address, and in which model endpoints with `privateAccess`
 * are: one subnetwork in the region, for the containers and for the database's endpoint. It has no firewall rule, so that nothing outside
 * reaches it, and costs nothing.
 * @see https://cloud.google.com/run/docs/configuring/vpc-direct-vpc
 */
export class Network extends Construct implements INetwork {
  /**
   * Uses an existing VPC network.
   * @throws ValidationError for an ID of another form, or a subnetwork of another project
   */
  public static fromNetworkAttributes(scope: Construct, id: string, attributes: NetworkAttributes): INetwork {
    return new ImportedNetwork(scope, id, attributes);
  }

  public readonly networkId: string;
  public readonly subnetworkId: string;

  /** @throws ValidationError for a block that is too small or that Cloud Run cannot use */
  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(NETWORK), props.size);
    const { prefix, region } = props;
    const { cidr } = resolveNetwork(props);
    const { ComputeNetwork } = OptionalBindings.computeNetwork();
    const { ComputeSubnetwork } = OptionalBindings.computeSubnetwork();

    const network = new ComputeNetwork(this, "Resource", {
      name: `${prefix}-network`,
      autoCreateSubnetworks: false,
      dependsOn: dependenciesFor(this, props.services?.dependencies),
    });
    new FixedSetting(this, "Cidr", {
      value: cidr,
      message:
        "network.cidr cannot be changed after the first deploy: a subnetwork with another block is another one, to which neither the " +
        "database's endpoint nor running servers can move. Set it back.",
    });
    const subnetwork = new ComputeSubnetwork(this, "Subnetwork", {
      name: `${prefix}-servers`,
      network: network.id,
      region,
      ipCidrRange: cidr,
      // Google's APIs are reached without a public address.
      privateIpGoogleAccess: true,
    });
    this.networkId = network.id;
    this.subnetworkId = subnetwork.id;
  }
}
