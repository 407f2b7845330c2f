import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** The virtual network of the platform's servers, gateway and database. A platform without one uses public addresses. */
export interface INetwork extends IConstruct {
  readonly virtualNetworkId: string;
  /**
   * Subnet of the Container Apps environment, delegated to Microsoft.App/environments, /27 or larger, with the service endpoint
   * Microsoft.Storage where `artifacts.snowflakeSubnetIds` is set.
   */
  readonly serverSubnetId: string;
  /** Subnet of API Management's outbound traffic, delegated to Microsoft.Web/serverFarms, /27 or larger, with a network security group. */
  readonly gatewaySubnetId: string;
  /** Subnet of the database, delegated to Microsoft.DBforPostgreSQL/flexibleServers, /28 or larger. */
  readonly databaseSubnetId: string;
  /**
   * Subnet of the UI's own Container Apps environment, delegated to Microsoft.App/environments, /27 or larger, with the service endpoint
   * Microsoft.Storage where `artifacts.snowflakeSubnetIds` is set; undefined for a network without one.
   */
  readonly uiSubnetId?: string;
  /** Subnet of private endpoints, delegated to no service; undefined for a network without one. */
  readonly privateEndpointSubnetId?: string;
  /** Service endpoints of `serverSubnetId`; undefined where the platform made the subnet. */
  readonly serverServiceEndpoints?: string[];
  /** Service endpoints of `uiSubnetId`; undefined without one, and where the platform made it. */
  readonly uiServiceEndpoints?: string[];
  /** What must exist before a subnet is used: its network security group. */
  readonly dependencies: ITerraformDependable[];
}
