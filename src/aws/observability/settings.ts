/** Thresholds of the alarms. */
export interface AlarmThresholds {
  /** 5XX responses of the gateway in five minutes. @default - 5 */
  readonly gatewayErrors?: number;
  /** Rejected calls in five minutes: 403s where the gateway has an access log, otherwise all 4XX. @default - 20 */
  readonly gatewayRejections?: number;
  /** p99 latency in seconds for 15 minutes; below 29. @default - 10 in dev, 5 in prod */
  readonly latencySeconds?: number;
  /** CPU of the database in percent for 15 minutes; below 100. @default - 80 */
  readonly databaseCpuPercent?: number;
  /**
   * Concurrent connections to the database.
   * @default - 60 in dev, 130 in prod: three quarters of the limit of the default instance class
   */
  readonly databaseConnections?: number;
  /** Free storage of the database in GiB. @default - 1 in dev, 2 in prod */
  readonly databaseFreeStorageGib?: number;
}

/** A monthly budget. */
export interface BudgetSettings {
  /** US dollars a month; notifies at 80 % of the actual cost and at 100 % of the forecast. */
  readonly monthlyUsd: number;
  /**
   * Counts only the platform's resources, by their tag `platform`. Activate the tag as a cost allocation tag in the
   * account's billing console first: until then the budget counts nothing.
   * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
   * @default - false: the whole account
   */
  readonly platformOnly?: boolean;
}

/** Settings of alarms, topic, dashboard and budget. */
export interface ObservabilitySettings {
  /** Eight alarms, about $0.10 a month each. @default - false in dev, true in prod */
  readonly alarms?: boolean;
  /** A dashboard of the whole path of a call; the first three of an account are free. @default - as `alarms` */
  readonly dashboard?: boolean;
  /** Subscribers of the new topic; AWS sends each a confirmation mail. @default - none: subscribe to the topic yourself */
  readonly emails?: string[];
  /** An existing topic in the same region, whose policy allows CloudWatch and Budgets to publish. @default - a new topic */
  readonly topicArn?: string;
  /**
   * ARN of a KMS key for the new topic; its policy must allow CloudWatch and Budgets, see docs/aws.md.
   * @default - SNS's own encryption of its disks
   */
  readonly encryptionKeyArn?: string;
  /** Thresholds of the alarms. @default - by size */
  readonly thresholds?: AlarmThresholds;
  /** A monthly budget with notifications to the topic. @default - none */
  readonly budget?: BudgetSettings;
}
