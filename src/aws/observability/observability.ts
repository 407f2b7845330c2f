import type { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { NameRules, Problems } from "../core";
import { AwsAccount } from "./account";
import type { AwsPartProps } from "./part";
import { alarmsOf, rejectionMetric, type Alarm } from "./private/alarms";
import { checkObservability } from "./private/check-observability";
import { dashboardBody } from "./private/dashboard";
import { Optional } from "./private/optional";
import { policyDocument } from "./private/policy";
import { AwsSizes } from "./sizes";

/** When alarms ring. */
export interface AlarmThresholds {
  /** 5XX answers of the gateway in five minutes. @default - 5 */
  readonly gatewayErrors?: number;
  /** Calls that are turned away in five minutes: 403s where the gateway has an access log, otherwise all 4XX. @default - 20 */
  readonly gatewayRejections?: number;
  /** Seconds that one call in a hundred takes, for a quarter of an hour; below 29. @default - 10 in dev, 5 in prod */
  readonly latencySeconds?: number;
  /** CPU of the database in percent, for a quarter of an hour. @default - 80 */
  readonly databaseCpuPercent?: number;
  /** Connections to the database at once. @default - 60 in dev, 130 in prod: three quarters of what the default instance class admits */
  readonly databaseConnections?: number;
  /** GiB that are left of the database's storage. @default - 1 in dev, 2 in prod */
  readonly databaseFreeStorageGib?: number;
}

/** What may be spent in a month before somebody is told. */
export interface BudgetSettings {
  /** US dollars a month; told at 80 % spent and when the forecast passes 100 %. */
  readonly monthlyUsd: number;
  /**
   * Counts the platform's own resources alone, by their tag `platform`. Activate the tag as a cost allocation tag in the
   * account's billing console first: until then the budget counts nothing.
   * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
   * @default - false: the whole account
   */
  readonly platformOnly?: boolean;
}

/** What a team may choose about alarms. */
export interface ObservabilitySettings {
  /** Eight alarms, about $0.10 a month each. @default - false in dev, true in prod */
  readonly alarms?: boolean;
  /** A dashboard of the whole path of a call; the first three of an account are free. @default - as `alarms` */
  readonly dashboard?: boolean;
  /** Who is told; AWS sends each a mail to confirm. @default - nobody: subscribe to the topic yourself */
  readonly emails?: string[];
  /** A topic that exists, in the same region, whose policy lets CloudWatch and Budgets publish. @default - a new topic */
  readonly topicArn?: string;
  /** ARN of a KMS key for the new topic; its policy must admit CloudWatch and Budgets, see docs/aws.md. @default - SNS's own encryption of its disks */
  readonly encryptionKeyArn?: string;
  /** When alarms ring. @default - by size */
  readonly thresholds?: AlarmThresholds;
  /** An alarm on what the account spends. @default - none */
  readonly budget?: BudgetSettings;
}

/** The gateway that is watched. */
export interface WatchedGateway {
  /** Name of the REST API: CloudWatch knows it by name. */
  readonly apiName: string;
  readonly stageName: string;
  /** Log group of the stage's access log in JSON with a field `status`. @default - none: 403s are not told from other 4XX */
  readonly accessLogGroupName?: string;
}

/** The servers that are watched. */
export interface WatchedServers {
  /** The end of the load balancer's ARN: `app/<name>/<id>`. */
  readonly loadBalancerArnSuffix: string;
  /** The end of the target group's ARN: `targetgroup/<name>/<id>`. */
  readonly targetGroupArnSuffix: string;
  readonly clusterName: string;
  readonly serviceName: string;
}

/** The database that is watched. */
export interface WatchedDatabase {
  /** How CloudWatch knows it: `DBInstanceIdentifier` or `DBClusterIdentifier` with its value. */
  readonly dimensions: Record<string, string>;
  /** Whether it has storage of a size of its own; Aurora's grows without end. */
  readonly hasOwnStorage: boolean;
}

export interface ObservabilityProps extends AwsPartProps, ObservabilitySettings {
  /** @default - no alarms of a gateway */
  readonly gateway?: WatchedGateway;
  /** @default - no alarms of servers */
  readonly servers?: WatchedServers;
  /** @default - no alarms of a database */
  readonly database?: WatchedDatabase;
}

/**
 * Alarms along the path of a SQL call (gateway, servers, database), the topic that they tell, a dashboard, and a budget.
 * Each alarm also tells when it is over. What to do about each stands in the operations guide, under the alarm's name.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export class Observability extends Construct {
  /** Whether these settings make anything at all. */
  public static isWanted(props: ObservabilityProps): boolean {
    return hasAlarms(props) || hasDashboard(props) || props.budget !== undefined;
  }

  /** The topic that alarms tell; undefined without alarms and budget. */
  public readonly topicArn?: string;
  /** Names of the alarms. */
  public readonly alarmNames: string[];

  /** @throws ValidationError for an address, a threshold or a budget that cannot work */
  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const problems = new Problems(this);
    NameRules.check(problems, "prefix", props.prefix, NameRules.PREFIX);
    checkObservability(problems, props, props.size);
    problems.throwIfAny();

    const telling: ITerraformDependable[] = [];
    if (hasAlarms(props) || props.budget !== undefined) this.topicArn = props.topicArn ?? this.topic(props, telling);
    if (hasAlarms(props)) this.countRejections(props);
    const alarms = hasAlarms(props) ? alarmsOf(props).map((alarm) => this.alarm(props, alarm)) : [];
    this.alarmNames = alarms.map((alarm) => alarm.alarmName);
    if (hasDashboard(props)) {
      const { CloudwatchDashboard } = Optional.cloudwatchDashboard();
      new CloudwatchDashboard(this, "Dashboard", {
        dashboardName: props.prefix,
        dashboardBody: dashboardBody(
          props,
          AwsAccount.of(this).region,
          alarms.map((alarm) => alarm.arn),
        ),
      });
    }
    if (props.budget !== undefined) this.budget(props, props.budget, telling);
  }

  private topic(props: ObservabilityProps, telling: ITerraformDependable[]): string {
    const { SnsTopic } = Optional.snsTopic();
    const { SnsTopicPolicy } = Optional.snsTopicPolicy();
    const topic = new SnsTopic(this, "Resource", {
      name: `${props.prefix}-alarms`,
      kmsMasterKeyId: props.encryptionKeyArn,
      tags: props.tags,
    });
    const { accountId, partition, region } = AwsAccount.of(this);
    const publish = (sid: string, service: string, source: string) =>
      ({
        Sid: sid,
        Effect: "Allow",
        Principal: { Service: service },
        Action: "SNS:Publish",
        Resource: topic.arn,
        // These services act for every account: only this one's alarms may be told here.
        Condition: { StringEquals: { "aws:SourceAccount": accountId }, ArnLike: { "aws:SourceArn": source } },
      }) as const;
    const policy = new SnsTopicPolicy(this, "TopicPolicy", {
      arn: topic.arn,
      policy: policyDocument([
        publish(
          "Alarms",
          "cloudwatch.amazonaws.com",
          `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${props.prefix}-*`,
        ),
        publish("Budgets", "budgets.amazonaws.com", `arn:${partition}:budgets::${accountId}:*`),
      ]),
    });
    telling.push(policy);
    for (const email of props.emails ?? []) {
      const { SnsTopicSubscription } = Optional.snsTopicSubscription();
      new SnsTopicSubscription(this, `Email-${email}`, { topicArn: topic.arn, protocol: "email", endpoint: email });
    }
    return topic.arn;
  }

  private countRejections(props: ObservabilityProps): void {
    const logGroupName = props.gateway?.accessLogGroupName;
    if (logGroupName === undefined) return;
    const { namespace, metric } = rejectionMetric(props.prefix);
    const { CloudwatchLogMetricFilter } = Optional.cloudwatchLogMetricFilter();
    new CloudwatchLogMetricFilter(this, "RejectionCount", {
      name: `${props.prefix}-gateway-rejections`,
      logGroupName,
      // $context.status may be written as a text or as a number.
      pattern: '{ ($.status = 403) || ($.status = "403") }',
      metricTransformation: { namespace, name: metric, value: "1", defaultValue: "0", unit: "Count" },
    });
  }

  private alarm(props: ObservabilityProps, alarm: Alarm): CloudwatchMetricAlarm {
    const isPercentile = /^p\d/.test(alarm.statistic);
    const actions = this.topicArn === undefined ? undefined : [this.topicArn];
    const { CloudwatchMetricAlarm } = Optional.cloudwatchMetricAlarm();
    return new CloudwatchMetricAlarm(this, alarm.id, {
      alarmName: `${props.prefix}-${alarm.name}`,
      alarmDescription: `${alarm.meaning}. What to do: docs/operations.md, ${alarm.name}`,
      namespace: alarm.namespace,
      metricName: alarm.metric,
      dimensions: Object.keys(alarm.dimensions).length === 0 ? undefined : alarm.dimensions,
      statistic: isPercentile ? undefined : alarm.statistic,
      extendedStatistic: isPercentile ? alarm.statistic : undefined,
      comparisonOperator: alarm.comparison,
      threshold: alarm.threshold,
      period: alarm.periodSeconds,
      evaluationPeriods: alarm.periods,
      treatMissingData: alarm.missing,
      alarmActions: actions,
      okActions: actions,
      tags: props.tags,
    });
  }

  private budget(props: ObservabilityProps, settings: BudgetSettings, telling: ITerraformDependable[]): void {
    const topics = this.topicArn === undefined ? [] : [this.topicArn];
    const tell = (notificationType: string, threshold: number) => ({
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      comparisonOperator: "GREATER_THAN",
      subscriberSnsTopicArns: topics,
    });
    const platform = props.tags?.platform ?? props.prefix;
    const { BudgetsBudget } = Optional.budgetsBudget();
    new BudgetsBudget(this, "Budget", {
      name: `${props.prefix}-monthly`,
      budgetType: "COST",
      limitAmount: String(settings.monthlyUsd),
      limitUnit: "USD",
      timeUnit: "MONTHLY",
      costFilter:
        settings.platformOnly === true ? [{ name: "TagKeyValue", values: [`user:platform$${platform}`] }] : undefined,
      notification: [tell("ACTUAL", 80), tell("FORECASTED", 100)],
      tags: props.tags,
      // Budgets tries the topic when it is told of it.
      dependsOn: telling,
    });
  }
}

function hasAlarms(props: ObservabilityProps): boolean {
  return props.alarms ?? AwsSizes.defaults(props.size).observability;
}

function hasDashboard(props: ObservabilityProps): boolean {
  return props.dashboard ?? hasAlarms(props);
}
