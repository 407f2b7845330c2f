import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** The network of the platform's servers, load balancer and database. */
export interface INetwork extends IConstruct {
  readonly vpcId: string;
  /** Subnets of the internal load balancer and of the gateway's VPC link, in two zones at least. */
  readonly loadBalancerSubnetIds: string[];
  /** Subnets with a route to an internet gateway, in two zones at least; only the load balancer of the UI needs them. */
  readonly publicSubnetIds?: string[];
  /** Subnets of the MLflow servers, with a route to the image registries. */
  readonly serverSubnetIds: string[];
  /** Whether a server needs a public IP address for outbound traffic. */
  readonly serversHavePublicIp: boolean;
  /** Subnets of the database, in two zones at least. */
  readonly databaseSubnetIds: string[];
  /** What must exist before a server has outbound access: routes, route tables and endpoints. */
  readonly dependencies: ITerraformDependable[];
}
