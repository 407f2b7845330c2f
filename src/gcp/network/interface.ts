import type { IConstruct } from "constructs";

/** The VPC network through which the servers reach the database. A platform without one uses Cloud SQL's connector. */
export interface INetwork extends IConstruct {
  /** `projects/<project>/global/networks/<name>`. */
  readonly networkId: string;
  /** `projects/<project>/regions/<region>/subnetworks/<name>`: addresses of the servers and of the database's endpoint. */
  readonly subnetworkId: string;
}
