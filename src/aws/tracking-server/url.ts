/** The load balancer of servers. */
export interface ServerAddress {
  readonly loadBalancerDnsName: string;
  readonly loadBalancerPort: number;
}

/** The URL of servers, without a slash at the end. */
export function serverUrl({ loadBalancerDnsName: host, loadBalancerPort: port }: ServerAddress): string {
  return port === 80 ? `http://${host}` : `http://${host}:${port}`;
}
