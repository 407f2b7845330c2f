import { block, blocks, isSet, text } from "../../../simulator/readers";
import type { CreateContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import aligners from "./aligners.json";
import metrics from "./metrics.json";

interface Metric {
  /** Type of the resource that has it. */
  readonly resource: string;
  readonly kind: string;
  readonly value: string;
}

const METRICS: Readonly<Record<string, Metric | undefined>> = metrics;

/**
 * What an aligner takes.
 * @see https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies#Aligner
 */
const ALIGNERS: Readonly<Record<string, string | undefined>> = aligners;

/** Seconds of `300s`; undefined for another form. */
function seconds(duration: string | undefined): number | undefined {
  const [, value] = /^(\d+)s$/.exec(duration ?? "") ?? [];
  return value === undefined ? undefined : Number(value);
}

function invalid(field: string, value: unknown): never {
  refuse(
    `Error creating AlertPolicy: googleapi: Error 400: Field alert_policy.${field} had an invalid value of "${String(value)}"., badRequest`,
    field.split(/[.[]/)[0],
  );
}

function checkThreshold(threshold: Values, at: string): void {
  const filter = text(threshold, "filter") ?? "";
  const named = (what: string) => new RegExp(`${what}\\.type\\s*=\\s*"([^"]+)"`).exec(filter)?.[1];
  const [type, resource] = [named("metric"), named("resource")];
  if (type === undefined || resource === undefined) return invalid(`${at}.filter`, filter);
  const metric = METRICS[type];
  if (metric === undefined || metric.resource !== resource)
    refuse(
      `Error creating AlertPolicy: googleapi: Error 404: Cannot find metric(s) that match type = "${type}" of ${resource}. If a metric was created recently, it could take up to 10 minutes to become available., notFound`,
      "conditions",
    );
  const duration = seconds(text(threshold, "duration"));
  if (duration === undefined || duration % 60 !== 0) invalid(`${at}.duration`, threshold.duration);
  for (const aggregation of blocks(threshold, "aggregations")) {
    const period = seconds(text(aggregation, "alignment_period"));
    if (period === undefined || period < 60 || period % 60 !== 0)
      invalid(`${at}.aggregations.alignment_period`, aggregation.alignment_period);
    const aligner = text(aggregation, "per_series_aligner") ?? "";
    if (!new RegExp(ALIGNERS[aligner] ?? "^$").test(`${metric.kind} ${metric.value}`))
      invalid(`${at}.aggregations.per_series_aligner`, `${aligner} of ${metric.kind} ${metric.value}`);
  }
}

/** @see https://cloud.google.com/monitoring/api/v3/filters */
export function checkPolicy({ values }: CreateContext): void {
  const conditions = blocks(values, "conditions");
  if (conditions.length === 0 || conditions.length > 6) invalid("conditions", conditions.length);
  const strategy = block(values, "alert_strategy");
  conditions.forEach((condition, index) => {
    for (const kind of ["condition_threshold", "condition_absent"])
      for (const each of blocks(condition, kind)) checkThreshold(each, `conditions[${index}]`);
    if (isSet(condition, "condition_matched_log") && !isSet(strategy, "notification_rate_limit"))
      invalid("alert_strategy.notification_rate_limit", "");
  });
  const close = text(strategy, "auto_close");
  if (close !== undefined && (seconds(close) ?? 0) < 1800) invalid("alert_strategy.auto_close", close);
}
