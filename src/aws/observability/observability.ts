import type { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Fn, Op, type ITerraformDependable, type Precondition } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import { hasNotifications } from "../../platform/observability";
import { AwsAccount } from "../account";
import type { AwsComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { OPERATIONS_GUIDE } from "../guide";
import { OptionalBindings } from "../optional-bindings";
import { alarmsOf, rejectionMetric, type Alarm } from "./alarms";
import type { MonitoredComponents } from "./interface";
import { OBSERVABILITY, TOPIC_REGION } from "./checks";
import { dashboardBody } from "./dashboard";
import { resolveObservability } from "./defaults";
import type { BudgetSettings, ObservabilitySettings } from "./settings";
import { AlarmTopic } from "./topic";

export interface ObservabilityProps extends AwsComponentProps, ObservabilitySettings, MonitoredComponents {}

/**
 * Alarms along the path of a SQL call (gateway, servers, database), the topic that they notify, a dashboard, and a budget.
 * Each alarm also notifies when it returns to OK. The operations guide describes what to do, under the alarm's name.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export class Observability extends Construct {
  /** Whether these settings create any resource. */
  public static isWanted(props: ObservabilityProps): boolean {
    const settings = resolveObservability(props, props.size);
    return settings.dashboard || hasNotifications(settings);
  }

  /** The topic that alarms notify; undefined without alarms and budget. */
  public readonly topicArn?: string;
  /** Names of the alarms. */
  public readonly alarmNames: string[];

  /** @throws ValidationError for an invalid address, threshold or budget */
  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(OBSERVABILITY), props.size);
    const settings = resolveObservability(props, props.size);
    const { emails, budget, encryptionKeyArn } = settings;
    const topic =
      hasNotifications(settings) && settings.topicArn === undefined
        ? new AlarmTopic(this, "Topic", { ...component(props), emails, encryptionKeyArn })
        : undefined;
    if (hasNotifications(settings)) this.topicArn = settings.topicArn ?? topic?.topicArn;
    if (settings.alarms) this.countRejections(props);
    const alarms = settings.alarms
      ? alarmsOf(props.prefix, props, settings.thresholds).map((alarm) => this.alarm(props, alarm))
      : [];
    this.alarmNames = alarms.map((alarm) => alarm.alarmName);
    if (settings.dashboard) {
      const { CloudwatchDashboard } = OptionalBindings.cloudwatchDashboard();
      new CloudwatchDashboard(this, "Dashboard", {
        dashboardName: props.prefix,
        dashboardBody: dashboardBody(
          props,
          AwsAccount.of(this).region,
          alarms.map((alarm) => alarm.arn),
        ),
      });
    }
    if (budget !== undefined) this.budget(props, budget, topic?.dependencies);
  }

  private countRejections(props: ObservabilityProps): void {
    const logGroupName = props.gateway?.accessLogGroupName;
    if (logGroupName === undefined) return;
    const { namespace, metric } = rejectionMetric(props.prefix);
    const { CloudwatchLogMetricFilter } = OptionalBindings.cloudwatchLogMetricFilter();
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
    const { CloudwatchMetricAlarm } = OptionalBindings.cloudwatchMetricAlarm();
    const precondition = props.topicArn === undefined ? undefined : [this.regionCondition(props.topicArn)];
    return new CloudwatchMetricAlarm(this, alarm.id, {
      alarmName: `${props.prefix}-${alarm.name}`,
      alarmDescription: `${alarm.meaning}. What to do: ${OPERATIONS_GUIDE}, ${alarm.name}`,
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
      lifecycle: precondition && { precondition },
    });
  }

  private regionCondition(topicArn: string): Precondition {
    return {
      condition: Op.eq(Fn.element(Fn.split(":", topicArn), 3), AwsAccount.of(this).region),
      errorMessage: TOPIC_REGION,
    };
  }

  private budget(props: ObservabilityProps, settings: BudgetSettings, dependencies?: ITerraformDependable[]): void {
    const topics = this.topicArn === undefined ? [] : [this.topicArn];
    const notification = (notificationType: string, threshold: number) => ({
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      comparisonOperator: "GREATER_THAN",
      subscriberSnsTopicArns: topics,
    });
    const platform = props.tags?.platform ?? props.prefix;
    const { BudgetsBudget } = OptionalBindings.budgetsBudget();
    new BudgetsBudget(this, "Budget", {
      name: `${props.prefix}-monthly`,
      budgetType: "COST",
      limitAmount: String(settings.monthlyUsd),
      limitUnit: "USD",
      timeUnit: "MONTHLY",
      costFilter:
        settings.platformOnly === true ? [{ name: "TagKeyValue", values: [`user:platform$${platform}`] }] : undefined,
      notification: [notification("ACTUAL", 80), notification("FORECASTED", 100)],
      tags: props.tags,
      // Budgets publishes to the topic when it is set.
      dependsOn: dependenciesFor(this, dependencies),
    });
  }
}

function component({ prefix, size, tags }: AwsComponentProps): AwsComponentProps {
  return { prefix, size, tags };
}
