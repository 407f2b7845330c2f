/** What the servers can reach outside the VPC. */
export enum NetworkEgress {
  /** The internet: through NAT, or with a public IP address. */
  INTERNET = "internet",
  /**
   * Only the AWS services that they need, through VPC endpoints: S3, ECR, Secrets Manager, CloudWatch Logs and Session
   * Manager. The images must be in ECR, in the same region. A pull-through cache fetches an image at its first pull, for
   * which the VPC would need internet access: pull each image once from elsewhere before.
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
   */
  NONE = "none",
}

/** Settings of the network. */
export interface NetworkSettings {
  /**
   * The VPC's IPv4 block, a /16 to a /22; use one that no peered network uses. It is fixed by the first deploy: a plan with another block
   * fails.
   * @default - "10.40.0.0/16"
   */
  readonly cidr?: string;
  /** How many availability zones the subnets span, 2 or 3. @default - 2 */
  readonly zones?: number;
  /**
   * The zones by name, for instance `eu-central-1a`; as many as `zones` or more. VPC links do not exist in every zone.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html
   * @default - the first of the region's zones that need no opt-in and have VPC links
   */
  readonly availabilityZones?: string[];
  /**
   * Runs servers in private subnets behind NAT; otherwise in public subnets, with a public IP address and no inbound rule from the
   * internet.
   * @default - false in dev, true in prod
   */
  readonly privateServers?: boolean;
  /** NAT gateways when `privateServers`: 1, or up to one per zone. @default - 1 */
  readonly natGateways?: number;
  /**
   * What the servers can reach. With NetworkEgress.NONE they are in private subnets without NAT, and pull their images from ECR.
   * @default - NetworkEgress.INTERNET
   */
  readonly egress?: NetworkEgress;
}

/** An existing network. */
export interface NetworkAttributes {
  readonly vpcId: string;
  /** Subnets of the servers; images must be reachable from there. */
  readonly serverSubnetIds: string[];
  /** @default - the servers' subnets */
  readonly loadBalancerSubnetIds?: string[];
  /** @default - the servers' subnets */
  readonly databaseSubnetIds?: string[];
  /** Subnets of the load balancer at which users sign in. @default - none: `ui` cannot be used */
  readonly publicSubnetIds?: string[];
  /** Set it for public subnets without NAT. @default - false */
  readonly serversHavePublicIp?: boolean;
}
