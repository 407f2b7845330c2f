import { entries, number, text, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, ValidateContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { makeArn } from "../arn";
import { needOpenTopic } from "../identities/access";

const ACTIONS = ["alarm_actions", "ok_actions", "insufficient_data_actions"];

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services */
function needOpenTopics(context: CreateContext): void {
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
  readonly width?: unknown;
  readonly height?: unknown;
  readonly properties?: Record<string, unknown>;
}

const WIDGETS = ["metric", "text", "log", "alarm", "explorer", "custom"];

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
    const { type, width, height, properties } = widget;
    const inGrid = (value: unknown, most: number): boolean =>
      value === undefined || (typeof value === "number" && value >= 1 && value <= most);
    return [
      ...(typeof type === "string" && WIDGETS.includes(type)
        ? []
        : [`${path}/type Should be one of ${WIDGETS.join(", ")}`]),
      ...(inGrid(width, 24) ? [] : [`${path}/width Should be from 1 to 24`]),
      ...(inGrid(height, 1000) ? [] : [`${path}/height Should be from 1 to 1000`]),
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
