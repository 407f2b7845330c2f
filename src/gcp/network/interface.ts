import type { IConstruct } from "constructs";

/** The VPC network through which the servers reach the database, and in which private endpoints are. A platform may have none. */
export interface INetwork extends IConstruct {
  /** `projects/<project>/global/networks/<name>`. */
  readonly networkId: string;
  /** `projects/<project>/regions/<region>/subnetworks/<name>`: addresses of the servers and of the database's endpoint. */
  readonly subnetworkId: string;
}
