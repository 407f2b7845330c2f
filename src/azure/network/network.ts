import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { parseCidr, subnetCidr } from "../../core/cidr";
import { FixedSetting } from "../../core/fixed-setting";
import type { AzureComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { OptionalBindings } from "../optional-bindings";
import { ImportedNetwork } from "./attributes";
import { CIDR_ROWS } from "./checks";
import { DEFAULT_CIDR } from "./defaults";
import { GatewaySecurity } from "./gateway-security";
import type { INetwork } from "./interface";
import type { NetworkAttributes } from "./settings";

export interface NetworkProps extends AzureComponentProps {
  /**
   * The virtual network's IPv4 block, a /16 to a /24; use one that no peered network uses. It is fixed by the first deploy: a plan with
   * another block fails.
   * @default - "10.40.0.0/16"
   */
  readonly cidr?: string;
  /** Adds a subnet for private endpoints. @default - false */
  readonly privateEndpoints?: boolean;
}

/** Bits that divide the network's block into eight: a /24 gives blocks of /27, which is what Container Apps and API Management need. */
const SUBNET_BITS = 3;
const JOIN = "Microsoft.Network/virtualNetworks/subnets/join/action";
const STORAGE = "Microsoft.Storage";

interface SubnetKind {
  readonly name: string;
  /** The service that has the subnet for itself. */
  readonly delegatedTo: string;
  /** What Azure lets that service do. It adds the action if it is not written, which would be a change in every plan. */
  readonly action: string;
  readonly serviceEndpoints?: string[];
}

/** The subnets in the order of their blocks, by construct id; four blocks stay free. */
const SUBNETS = {
  Servers: {
    name: "servers",
    delegatedTo: "Microsoft.App/environments",
    action: JOIN,
    serviceEndpoints: [STORAGE],
  },
  Gateway: {
    name: "gateway",
    delegatedTo: "Microsoft.Web/serverFarms",
    action: "Microsoft.Network/virtualNetworks/subnets/action",
  },
  Database: {
    name: "database",
    delegatedTo: "Microsoft.DBforPostgreSQL/flexibleServers",
    action: JOIN,
    // The database archives its log in Azure Storage, and Azure adds the endpoint to its subnet.
    serviceEndpoints: [STORAGE],
  },
  Ui: {
    name: "ui",
    delegatedTo: "Microsoft.App/environments",
    action: JOIN,
    serviceEndpoints: [STORAGE],
  },
} satisfies Record<string, SubnetKind>;

/**
 * The platform's virtual network: subnets for the servers, for API Management's outbound traffic, for the database and for a public UI,
 * each delegated to its service. Azure Storage is reached from the servers through a service endpoint. Neither costs anything.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/custom-virtual-networks
 */
export class Network extends Construct implements INetwork {
  /**
   * Uses an existing virtual network.
   * @throws ValidationError for an id of another kind, or subnets that are not different ones of the network
   */
  public static fromNetworkAttributes(scope: Construct, id: string, attributes: NetworkAttributes): INetwork {
    return new ImportedNetwork(scope, id, attributes);
  }

  public readonly virtualNetworkId: string;
  public readonly serverSubnetId: string;
  public readonly gatewaySubnetId: string;
  public readonly databaseSubnetId: string;
  public readonly uiSubnetId?: string;
  public readonly privateEndpointSubnetId?: string;
  public readonly dependencies: ITerraformDependable[];

  /** @throws ValidationError for a block out of range or one that Container Apps reserves */
  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    checkOnce(this, props, componentTable({ rows: CIDR_ROWS }), props.size);
    const { prefix, resourceGroup, tags, cidr = DEFAULT_CIDR } = props;
    const { resourceGroupName, location } = resourceGroup;
    const { VirtualNetwork } = OptionalBindings.virtualNetwork();

    const network = new VirtualNetwork(this, "Resource", {
      name: `${prefix}-network`,
      resourceGroupName,
      location,
      addressSpace: [cidr],
      tags,
    });
    this.virtualNetworkId = network.id;
    new FixedSetting(this, "Cidr", {
      value: cidr,
      message:
        "network.cidr cannot be changed after the first deploy: subnets with another block are other subnets, " +
        "to which neither servers nor database can move. Set it back.",
    });
    const ids = this.subnets(cidr, resourceGroupName, network.name);
    this.serverSubnetId = ids.Servers;
    this.gatewaySubnetId = ids.Gateway;
    this.databaseSubnetId = ids.Database;
    this.uiSubnetId = ids.Ui;
    if (props.privateEndpoints === true)
      this.privateEndpointSubnetId = this.endpointSubnet(cidr, resourceGroupName, network.name);
    this.dependencies = new GatewaySecurity(this, "GatewaySecurity", {
      name: `${prefix}-gateway`,
      resourceGroup,
      subnetId: ids.Gateway,
      tags,
    }).dependencies;
  }

  /** The block behind those of the services. */
  private endpointSubnet(cidr: string, resourceGroupName: string, virtualNetworkName: string): string {
    const { Subnet } = OptionalBindings.subnet();
    const block = parseCidr(cidr) ?? { base: 0, bits: 0 };
    return new Subnet(this, "PrivateEndpointSubnet", {
      name: "private-endpoints",
      resourceGroupName,
      virtualNetworkName,
      addressPrefixes: [subnetCidr(block, SUBNET_BITS, Object.keys(SUBNETS).length)],
    }).id;
  }

  private subnets(cidr: string, resourceGroupName: string, virtualNetworkName: string) {
    const { Subnet } = OptionalBindings.subnet();
    const block = parseCidr(cidr) ?? { base: 0, bits: 0 };
    const idOf = (kind: keyof typeof SUBNETS): string => {
      const { name, delegatedTo, action, serviceEndpoints }: SubnetKind = SUBNETS[kind];
      return new Subnet(this, `${kind}Subnet`, {
        name,
        resourceGroupName,
        virtualNetworkName,
        addressPrefixes: [subnetCidr(block, SUBNET_BITS, Object.keys(SUBNETS).indexOf(kind))],
        serviceEndpoints,
        delegation: [{ name, serviceDelegation: { name: delegatedTo, actions: [action] } }],
      }).id;
    };
    return { Servers: idOf("Servers"), Gateway: idOf("Gateway"), Database: idOf("Database"), Ui: idOf("Ui") };
  }
}
