import type { CheckTable, Row } from "../../core/checks";
import { ANYTHING, integer, omitted, pattern, that, unique, type Rule } from "../../core/rules";
import { ABOVE_ZERO, below, EMAIL, NOTHING_SENT } from "../../platform/component-rules";
import { hasNotifications } from "../../platform/observability";
import { MAX_TIMEOUT_SECONDS } from "../gateway/defaults";
import { resolveObservability, type ResolvedObservability } from "./defaults";
import type { AlarmThresholds, ObservabilitySettings } from "./settings";

const CHANNEL: Rule = pattern(
  /^projects\/[^/\s]+\/notificationChannels\/\d+$/,
  "be the name of a notification channel, not what it is called in the console",
  "Use projects/<project>/notificationChannels/<number>: gcloud beta monitoring channels list --format='value(name)'",
);

const hasNone = (settings: ResolvedObservability): boolean => !hasNotifications(settings);

/** Cloud Monitoring has other units, and no comparison by >=: the program converts these. */
const CONVERTED: readonly (keyof AlarmThresholds)[] = [
  "gatewayErrors",
  "gatewayRejections",
  "latencySeconds",
  "databaseCpuPercent",
  "databaseStoragePercent",
];

/** @see https://cloud.google.com/billing/docs/how-to/budgets-notification-recipients */
const BUDGET_CHANNELS = 5;

const ROWS: readonly Row<ResolvedObservability>[] = [
  { field: "emails", rule: EMAIL, each: true, synthesis: true },
  { field: "emails", rule: unique(), each: true },
  { field: "emails", rule: NOTHING_SENT, when: hasNone },
  { field: "notificationChannels", rule: CHANNEL, each: true },
  { field: "notificationChannels", rule: unique(), each: true },
  { field: "notificationChannels", rule: ANYTHING, synthesis: "items" },
  { field: "notificationChannels", rule: NOTHING_SENT, when: hasNone },
  {
    field: "notificationChannels",
    rule: that(
      () => false,
      `have at most ${BUDGET_CHANNELS} items together with emails: a budget notifies no more channels`,
      "Use a group's address, or remove some",
    ),
    when: ({ budget, emails, notificationChannels }) =>
      budget !== undefined && emails.length + notificationChannels.length > BUDGET_CHANNELS,
  },
  {
    field: "logRetentionDays",
    rule: omitted("the environment has no request log", "Set requestLog: true, or remove it"),
    when: ({ requestLog }) => !requestLog,
  },
  { field: "logRetentionDays", rule: integer(1, 3650, "days that Cloud Logging can keep entries") },
  { field: "thresholds", rule: ABOVE_ZERO, each: true },
  ...CONVERTED.map((field) => ({ field: `thresholds.${field}`, rule: ANYTHING, synthesis: true })),
  { field: "thresholds.latencySeconds", rule: below(MAX_TIMEOUT_SECONDS, "a gateway ends a call then at the latest") },
  { field: "thresholds.databaseCpuPercent", rule: below(100, "CPU cannot exceed it") },
  { field: "thresholds.databaseStoragePercent", rule: below(100, "the database stops before") },
  {
    field: "budget.monthlyAmount",
    rule: integer(1, undefined, "whole units of the billing account's currency"),
  },
];

/** Requirements on the settings of alarms, notification channels, request log and budget. */
export const OBSERVABILITY: CheckTable<ObservabilitySettings, ResolvedObservability> = {
  resolve: resolveObservability,
  rows: ROWS,
};
