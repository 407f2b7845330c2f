/** Settings of access logs. */
export interface AccessLogSettings {
  /**
   * Access logs of the artifacts' bucket and of the load balancers; for the gateway's see `gateway`.
   * @default - false in dev, true in prod
   */
  readonly enabled?: boolean;
  /** Days that they are kept. @default - as the servers' logs by default: 14 in dev, 90 in prod */
  readonly retentionDays?: number;
}
