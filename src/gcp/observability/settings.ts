/** Thresholds of the alarms. */
export interface AlarmThresholds {
  /** 5XX responses of the gateway in five minutes. @default - 5 */
  readonly gatewayErrors?: number;
  /** 4XX responses of the gateway in five minutes: rejected calls, and MLflow's own, such as for a run that does not exist. @default - 20 */
  readonly gatewayRejections?: number;
  /** p99 latency of the servers in seconds for 15 minutes; below `gateway.timeoutSeconds`. @default - 10 in dev, 5 in prod */
  readonly latencySeconds?: number;
  /** CPU of the database in percent for 15 minutes; below 100. @default - 80 */
  readonly databaseCpuPercent?: number;
  /** Concurrent connections to the database. @default - three quarters of what its tier takes: 19 with db-f1-micro, 75 with db-custom-1-3840 */
  readonly databaseConnections?: number;
  /** Used storage of the database in percent; below 100. @default - 85 */
  readonly databaseStoragePercent?: number;
}

/** A monthly budget. */
export interface BudgetSettings {
  /** Amount a month in the currency of the billing account, a whole number; notifies at 80 % of the actual cost and at 100 % of the forecast. */
  readonly monthlyAmount: number;
}

/** Settings of alarms, notification channels, request log and budget. */
export interface ObservabilitySettings {
  /** Seven alarms. @default - false in dev, true in prod */
  readonly alarms?: boolean;
  /** Keeps the logs of gateway and servers in a bucket of the platform's own. @default - as `alarms` */
  readonly requestLog?: boolean;
  /** Days that this bucket keeps logs, 1 to 3650. The project's own bucket `_Default` keeps them for 30 days in any case. @default - 90 */
  readonly logRetentionDays?: number;
  /** Who is notified by e-mail. @default - nobody: add notification channels yourself */
  readonly emails?: string[];
  /** Names of existing notification channels, `projects/<project>/notificationChannels/<number>`. @default - none */
  readonly notificationChannels?: string[];
  /** Thresholds of the alarms. @default - by size */
  readonly thresholds?: AlarmThresholds;
  /** A monthly budget of the project; needs the role Billing Account Costs Manager on its billing account. @default - none */
  readonly budget?: BudgetSettings;
}
