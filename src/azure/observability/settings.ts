/** Thresholds of the alarms. */
export interface AlarmThresholds {
  /** 5XX responses of the gateway in five minutes. @default - 5 */
  readonly gatewayErrors?: number;
  /** Rejected calls in five minutes: 401s and 403s of the gateway. @default - 20 */
  readonly gatewayRejections?: number;
  /** Average latency of the gateway in seconds for 15 minutes; below 30. @default - 10 in dev, 5 in prod */
  readonly latencySeconds?: number;
  /** CPU of the database in percent for 15 minutes; below 100. @default - 80 */
  readonly databaseCpuPercent?: number;
  /** Concurrent connections to the database. @default - 35 in dev, 600 in prod: three quarters of the limit of the default SKU */
  readonly databaseConnections?: number;
  /** Used storage of the database in percent; below 100. @default - 85 */
  readonly databaseStoragePercent?: number;
}

/** A monthly budget. */
export interface BudgetSettings {
  /** Amount a month in the currency of the subscription; notifies at 80 % of the actual cost and at 100 % of the forecast. */
  readonly monthlyAmount: number;
}

/** Settings of alarms, action group, request log and budget. */
export interface ObservabilitySettings {
  /** Seven alarms, about $0.10 a month each, and the database's log beside the servers'. @default - false in dev, true in prod */
  readonly alarms?: boolean;
  /** Application Insights records each call of the gateway: path, status and latency, never credentials, queries or bodies. @default - as `alarms` */
  readonly requestLog?: boolean;
  /** Subscribers of the new action group. @default - none: add receivers to the action group yourself */
  readonly emails?: string[];
  /** ID of an existing action group. @default - a new action group */
  readonly actionGroupId?: string;
  /** Thresholds of the alarms. @default - by size */
  readonly thresholds?: AlarmThresholds;
  /** A monthly budget of the resource group. @default - none */
  readonly budget?: BudgetSettings;
}
