import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import type { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import type { ITerraformDependable } from "cdktf";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { FixedSetting } from "../../core/fixed-setting";
import { AwsAccount } from "../account";
import type { AwsComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { OptionalBindings } from "../optional-bindings";
import { ZONES_WITHOUT_VPC_LINKS } from "../vpc-links";
import { ImportedNetwork } from "./attributes";
import { NETWORK } from "./checks";
import { parseCidr, subnetCidr, type Cidr } from "../../core/cidr";
import { Endpoints } from "./endpoints";
import type { INetwork } from "./interface";
import { resolveNetwork, type ResolvedNetwork } from "./defaults";
import { NetworkEgress, type NetworkAttributes, type NetworkSettings } from "./settings";

export interface NetworkProps extends AwsComponentProps, NetworkSettings {}

const SUBNET_BITS = 4;

/** Tiers of subnets with the first of the 16 blocks of the VPC that each uses: four zones per tier. */
const TIERS = { public: 0, private: 4, database: 8 };

/**
 * The platform's VPC: public, private and database subnets in two or three zones, the same in every size, so that moving
 * the servers behind NAT does not move what holds data. S3 is reached through a gateway endpoint, which costs nothing.
 */
export class Network extends Construct implements INetwork {
  /**
   * Uses an existing VPC.
   * @throws ValidationError for an id of another kind, or fewer than two subnets of the load balancer or of the database
   */
  public static fromNetworkAttributes(scope: Construct, id: string, attributes: NetworkAttributes): INetwork {
    return new ImportedNetwork(scope, id, attributes);
  }

  public readonly vpcId: string;
  public readonly publicSubnetIds?: string[];
  public readonly privateSubnetIds: string[];
  public readonly databaseSubnetIds: string[];
  public readonly serversHavePublicIp: boolean;
  public readonly dependencies: ITerraformDependable[];

  private readonly tags: Record<string, string> | undefined;
  private readonly prefix: string;

  /** @throws ValidationError for a CIDR block, a number of zones or NAT gateways out of range */
  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(NETWORK), props.size);
    const settings = resolveNetwork(props, props.size);
    const { cidr: cidrBlock, privateServers } = settings;
    const cidr = parseCidr(cidrBlock) ?? { base: 0, bits: 0 };
    const isClosed = settings.egress === NetworkEgress.NONE;
    this.prefix = props.prefix;
    this.tags = props.tags;

    const vpc = new Vpc(this, "Resource", {
      cidrBlock,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: this.named("vpc"),
    });
    this.vpcId = vpc.id;
    new FixedSetting(this, "Cidr", {
      value: cidrBlock,
      message:
        "network.cidr cannot be changed after the first deploy: another block is another VPC, " +
        "to which neither load balancer nor database can move. Set it back.",
    });
    // No resource uses the default group: without rules, resources that are attached by mistake have no network access.
    new DefaultSecurityGroup(this, "DefaultSecurityGroup", { vpcId: vpc.id, tags: this.named("unused") });
    const internet = new InternetGateway(this, "InternetGateway", { vpcId: vpc.id, tags: this.named("internet") });

    const zoneNames = this.zoneNames(settings);
    const subnets = (tier: keyof typeof TIERS) => this.subnets(tier, cidr, zoneNames);
    const [publicSubnets, privateSubnets, databaseSubnets] = [
      subnets("public"),
      subnets("private"),
      subnets("database"),
    ];

    const publicTable = this.table("Public", publicSubnets);
    const toInternet = new Route(this, "PublicToInternet", {
      routeTableId: publicTable.table.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: internet.id,
    });
    const privateTables = privateSubnets.map((subnet, index) => this.table(`Private${index + 1}`, [subnet]));
    this.table("Database", databaseSubnets);

    const nat = privateServers && !isClosed ? this.natGateways(settings.natGateways, publicSubnets, toInternet) : [];
    const toNat = privateTables.flatMap(({ table }, index) => {
      const gateway = nat[index % Math.max(nat.length, 1)];
      if (gateway === undefined) return [];
      return [
        new Route(this, `Private${index + 1}ToNat`, {
          routeTableId: table.id,
          destinationCidrBlock: "0.0.0.0/0",
          natGatewayId: gateway.id,
        }),
      ];
    });

    const account = AwsAccount.of(this);
    const s3 = new VpcEndpoint(this, "S3Endpoint", {
      vpcId: vpc.id,
      serviceName: `${account.reverseDnsPrefix}.${account.region}.s3`,
      vpcEndpointType: "Gateway",
      routeTableIds: [publicTable, ...privateTables].map(({ table }) => table.id),
      tags: this.named("s3"),
    });

    this.publicSubnetIds = publicSubnets.map((subnet) => subnet.id);
    this.privateSubnetIds = privateSubnets.map((subnet) => subnet.id);
    this.databaseSubnetIds = databaseSubnets.map((subnet) => subnet.id);
    this.serversHavePublicIp = !privateServers;
    const { prefix: name, tags } = this;
    const endpoints = isClosed
      ? new Endpoints(this, "Endpoints", {
          name,
          vpcId: vpc.id,
          cidr: cidrBlock,
          subnetIds: this.privateSubnetIds,
          tags,
        }).dependencies
      : [];
    this.dependencies = privateServers
      ? [...toNat, ...endpoints, ...privateTables.flatMap((table) => table.associations), s3]
      : [toInternet, ...publicTable.associations, s3];
  }

  public get loadBalancerSubnetIds(): string[] {
    return [...this.privateSubnetIds];
  }

  public get serverSubnetIds(): string[] {
    return this.serversHavePublicIp ? [...(this.publicSubnetIds ?? [])] : [...this.privateSubnetIds];
  }

  private zoneNames({ availabilityZones, zones }: ResolvedNetwork): string[] {
    const names =
      availabilityZones ??
      new DataAwsAvailabilityZones(this, "Zones", {
        state: "available",
        filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
        excludeZoneIds: ZONES_WITHOUT_VPC_LINKS,
        lifecycle: {
          postcondition: [
            {
              condition: `\${length(self.names) >= ${zones}}`,
              errorMessage:
                `The region offers fewer than ${zones} zones with VPC links to this account. ` +
                "Choose another region, or set availabilityZones.",
            },
          ],
        },
      }).names;
    return Array.from({ length: zones }, (_, index) => {
      const literal = Token.isUnresolved(names) ? undefined : names[index];
      return literal ?? Token.asString(Fn.element(names, index));
    });
  }

  private subnets(tier: keyof typeof TIERS, cidr: Cidr, zoneNames: string[]): Subnet[] {
    const title = tier.charAt(0).toUpperCase() + tier.slice(1);
    return zoneNames.map(
      (availabilityZone, index) =>
        new Subnet(this, `${title}Subnet${index + 1}`, {
          vpcId: this.vpcId,
          cidrBlock: subnetCidr(cidr, SUBNET_BITS, TIERS[tier] + index),
          availabilityZone,
          tags: this.named(`${tier}-${index + 1}`),
          // A zone that AWS adds to the region later must not move subnets that exist.
          lifecycle: { ignoreChanges: ["availability_zone"] },
        }),
    );
  }

  private table(name: string, subnets: Subnet[]): { table: RouteTable; associations: RouteTableAssociation[] } {
    const table = new RouteTable(this, `${name}Routes`, { vpcId: this.vpcId, tags: this.named(name.toLowerCase()) });
    const associations = subnets.map(
      (subnet, index) =>
        new RouteTableAssociation(this, `${name}Routes${subnets.length > 1 ? index + 1 : ""}Association`, {
          subnetId: subnet.id,
          routeTableId: table.id,
        }),
    );
    return { table, associations };
  }

  private natGateways(count: number, publicSubnets: Subnet[], toInternet: Route): NatGateway[] {
    const { Eip } = OptionalBindings.eip();
    const { NatGateway } = OptionalBindings.natGateway();
    return publicSubnets.slice(0, count).map((subnet, index) => {
      const tags = this.named(`nat-${index + 1}`);
      const address = new Eip(this, `NatAddress${index + 1}`, { domain: "vpc", tags, dependsOn: [toInternet] });
      return new NatGateway(this, `Nat${index + 1}`, {
        allocationId: address.allocationId,
        subnetId: subnet.id,
        tags,
        dependsOn: [toInternet],
      });
    });
  }

  private named(name: string): Record<string, string> {
    return { ...this.tags, Name: `${this.prefix}-${name}` };
  }
}
