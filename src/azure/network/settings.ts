/** Whether the servers and the database are in a virtual network. */
export enum NetworkAccess {
  /**
   * Servers, database and gateway have public addresses. The servers accept calls with the gateway's key only; the database accepts
   * connections from every Azure service, of other tenants too, with its password and TLS.
   */
  PUBLIC = "public",
  /** Servers and database have private addresses in a virtual network; the gateway reaches the servers through it. */
  PRIVATE = "private",
}

/** Settings of the network. */
export interface NetworkSettings {
  /**
   * Public addresses or a virtual network. A change would recreate the database without its data: a plan with it fails.
   * @default - NetworkAccess.PUBLIC in dev, NetworkAccess.PRIVATE in prod
   */
  readonly access?: NetworkAccess;
  /** The virtual network's IPv4 block, a /16 to a /24; use one that no peered network uses. @default - "10.40.0.0/16" */
  readonly cidr?: string;
}

/** An existing virtual network. */
export interface NetworkAttributes {
  /** In the subscription of the platform, as its subnets are. */
  readonly virtualNetworkId: string;
  /**
   * Subnet of /27 or larger, delegated to Microsoft.App/environments, used by nothing else, with the service endpoint Microsoft.Storage where
   * `artifacts.snowflakeSubnetIds` is set.
   */
  readonly serverSubnetId: string;
  /** Subnet of /27 or larger, delegated to Microsoft.Web/serverFarms, with a network security group. */
  readonly gatewaySubnetId: string;
  /** Subnet of /28 or larger, delegated to Microsoft.DBforPostgreSQL/flexibleServers. */
  readonly databaseSubnetId: string;
  /**
   * Subnet of /27 or larger, delegated to Microsoft.App/environments, used by nothing else, with the service endpoint Microsoft.Storage where
   * `artifacts.snowflakeSubnetIds` is set; for `ui: { public: true }`.
   * @default - the UI cannot be public
   */
  readonly uiSubnetId?: string;
  /**
   * Subnet that is delegated to no service; for model endpoints with `privateAccess`.
   * @default - endpoints cannot be private
   */
  readonly privateEndpointSubnetId?: string;
}
