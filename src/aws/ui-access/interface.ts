import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** The load balancer at which users sign in to MLflow's UI. */
export interface IUiAccess extends IConstruct {
  /** `https://<domain name>`: the origin of the browser's requests. */
  readonly url: string;
  /** Target group in which the servers' UI port is registered. */
  readonly targetGroupArn: string;
  /** Security group of the load balancer; the servers allow it. */
  readonly securityGroupId: string;
  /** What must exist before servers are registered in the target group. */
  readonly dependencies: ITerraformDependable[];
  /** Allows the load balancer to reach a port of the members of a security group. */
  allowTo(securityGroupId: string, port: number): void;
}
