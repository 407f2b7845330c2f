import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** Where the platform's servers, load balancer and database live. */
export interface INetwork extends IConstruct {
  readonly vpcId: string;
  /** Subnets of the internal load balancer and of the gateway's VPC link, in two zones at least. */
  readonly loadBalancerSubnetIds: string[];
  /** Subnets with a route from the internet, in two zones at least; only the load balancer of the UI needs them. */
  readonly publicSubnetIds?: string[];
  /** Subnets of the MLflow servers; they can reach out to pull images. */
  readonly serverSubnetIds: string[];
  /** Whether a server needs a public IP address to reach out. */
  readonly serversHavePublicIp: boolean;
  /** Subnets of the database, in two zones at least. */
  readonly databaseSubnetIds: string[];
  /** What must exist before a server can reach out: routes, their tables and endpoints. */
  readonly dependencies: ITerraformDependable[];
}
