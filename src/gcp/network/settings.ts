/** Settings of the network, which a platform has only with `database: { access: DatabaseAccess.PSC }` or endpoints with `privateAccess`. */
export interface NetworkSettings {
  /**
   * IPv4 block of the network's only subnetwork, a /16 to a /26 of private addresses (RFC 1918); use one that no peered network uses. It is fixed by the first deploy: a
   * plan with another block fails.
   * @default - "10.40.0.0/24"
   */
  readonly cidr?: string;
}

/** An existing VPC network. */
export interface NetworkAttributes {
  /** `projects/<project>/global/networks/<name>`. */
  readonly networkId: string;
  /** `projects/<project>/regions/<region>/subnetworks/<name>`, of /26 or larger, in the platform's region. */
  readonly subnetworkId: string;
}
