import { entries, number, text, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, ValidateContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { makeArn, parseArn } from "../arn";
import { needOpenTopic } from "../identities/access";
import { regionOf } from "../session";

const ACTIONS = ["alarm_actions", "ok_actions", "insufficient_data_actions"];

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services */
function needOpenTopics(context: CreateContext): void {
  const region = regionOf(context);
  const long = ACTIONS.find((attribute) => texts(context.values, attribute).length > 5);
  if (long !== undefined) refuse(`ValidationError: ${long} must have length less than or equal to 5`, long);
  for (const attribute of ACTIONS)
    for (const action of texts(context.values, attribute)) {
      const { service, region: other = region } = parseArn(action) ?? {};
      if (service === "sns" && other !== region)
        refuse(`ValidationError: Invalid region ${other} specified. Only ${region} is supported.`, attribute);
    }
  const alarm = makeArn(context, "cloudwatch", `alarm:${String(context.values.alarm_name)}`);
  for (const topic of new Set(ACTIONS.flatMap((attribute) => texts(context.values, attribute))))
    needOpenTopic(context, topic, "cloudwatch.amazonaws.com", alarm);
}

function validateAlarm(context: ValidateContext): void {
  const { config } = context;
  const period = number(config, "period");
  if (period !== undefined && ![10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0))
    context.error(`period must be 10, 20, 30 or a multiple of 60, got ${period}`, "period");
  const evaluations = number(config, "evaluation_periods") ?? 1;
  if ((number(config, "datapoints_to_alarm") ?? 1) > evaluations)
    context.error("ValidationError: DatapointsToAlarm must be at most EvaluationPeriods", "datapoints_to_alarm");
  const longest = (period ?? 0) >= 3600 ? 604_800 : 86_400;
  if (period !== undefined && period * evaluations > longest)
    context.error(
      `ValidationError: Metrics cannot be checked across more than ${longest / 86_400} days (EvaluationPeriods * Period must be <= ${longest})`,
      "period",
    );
  if (entries(config, "dimensions").length > 30) context.error("ValidationError: at most 30 dimensions", "dimensions");
}

interface Widget {
  readonly type?: unknown;
  readonly x?: unknown;
  readonly width?: unknown;
  readonly height?: unknown;
  readonly properties?: Record<string, unknown>;
}

const WIDGETS = ["metric", "text", "log", "alarm", "explorer", "custom"];

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const VIEWS: readonly unknown[] = ["timeSeries", "singleValue", "bar", "pie", "gauge", "table"];

/** A metric of one element is an expression, which is an object. */
function isBare(metric: readonly unknown[]): boolean {
  return metric.length === 0 || (metric.length === 1 && typeof metric[0] !== "object");
}

function isPeriod(period: unknown): boolean {
  return typeof period === "number" && ([1, 5, 10, 30].includes(period) || (period > 0 && period % 60 === 0));
}

/** Problems that CloudWatch reports for a dashboard's body. */
function dashboardProblems(json: string): string[] {
  let body: unknown;
  try {
    body = JSON.parse(json);
  } catch {
    return ['"dashboard_body" contains an invalid JSON'];
  }
  const widgets = (body as { widgets?: unknown } | null)?.widgets;
  if (!Array.isArray(widgets)) return ["/widgets Should be array"];
  return (widgets as Widget[]).flatMap((widget, index) => {
    const path = `/widgets/${index}`;
    const { type, x, width, height, properties } = widget;
    const { metrics, view, period } = properties ?? {};
    const inGrid = (value: unknown, most: number): boolean =>
      value === undefined || (typeof value === "number" && value >= 1 && value <= most);
    return [
      ...(typeof type === "string" && WIDGETS.includes(type)
        ? []
        : [`${path}/type Should be one of ${WIDGETS.join(", ")}`]),
      ...(inGrid(width, 24) ? [] : [`${path}/width Should be from 1 to 24`]),
      ...(inGrid(height, 1000) ? [] : [`${path}/height Should be from 1 to 1000`]),
      ...(typeof x === "number" && typeof width === "number" && x + width > 24
        ? [`${path}/x Should leave room for the widget: x and width are at most 24 together`]
        : []),
      ...(type === "metric" &&
      Array.isArray(metrics) &&
      metrics.some((metric) => Array.isArray(metric) && isBare(metric))
        ? [`${path}/properties/metrics Should have a namespace and a metric name, or an expression`]
        : []),
      ...(view === undefined || VIEWS.includes(view)
        ? []
        : [`${path}/properties/view Should be one of ${VIEWS.join(", ")}`]),
      ...(period === undefined || isPeriod(period)
        ? []
        : [`${path}/properties/period Should be 1, 5, 10, 30 or a multiple of 60`]),
      ...(type === "alarm" && (!Array.isArray(properties?.alarms) || properties.alarms.length === 0)
        ? [`${path}/properties Should have required property 'alarms'`]
        : []),
      ...(properties === undefined ? [`${path} Should have required property 'properties'`] : []),
      ...(type === "metric" && typeof properties?.region !== "string"
        ? [`${path}/properties Should have required property 'region'`]
        : []),
      ...(type === "metric" && !Array.isArray(properties?.metrics) && properties?.annotations === undefined
        ? [`${path}/properties Should have required property 'metrics'`]
        : []),
      ...(type === "text" && typeof properties?.markdown !== "string"
        ? [`${path}/properties Should have required property 'markdown'`]
        : []),
    ];
  });
}

function dashboardProblem(values: Values): string | undefined {
  const body = text(values, "dashboard_body");
  const problems = body === undefined ? [] : dashboardProblems(body);
  return problems.length === 0
    ? undefined
    : `InvalidParameterInput: The dashboard body is invalid, there are ${problems.length} validation errors: ${problems.join("; ")}`;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
export const monitoringActs: Readonly<Record<string, Acts>> = {
  aws_cloudwatch_metric_alarm: { validate: validateAlarm, check: needOpenTopics },
  aws_cloudwatch_dashboard: {
    validate: (context) => {
      const problem = dashboardProblem(context.config);
      if (problem !== undefined) context.error(problem, "dashboard_body");
    },
    create: ({ values }) => {
      const problem = dashboardProblem(values);
      if (problem !== undefined) refuse(problem, "dashboard_body");
    },
  },
};
