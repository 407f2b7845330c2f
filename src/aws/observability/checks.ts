import type { CheckTable, Row } from "../../core/checks";
import { ANYTHING, omitted, pattern, that, unique, type Rule } from "../../core/rules";
import { ABOVE_ZERO, below, EMAIL, NOTHING_SENT } from "../../platform/component-rules";
import { hasNotifications } from "../../platform/observability";
import { MAX_TIMEOUT_SECONDS } from "../gateway/defaults";
import { KEY_ARN } from "../rules";
import { resolveObservability, type ResolvedObservability } from "./defaults";
import type { ObservabilitySettings } from "./settings";

const hasNone = (settings: ResolvedObservability): boolean => !hasNotifications(settings);

/** The ARN of a topic. */
export const TOPIC_ARN: Rule = pattern(
  /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:.+$/,
  "be the ARN of an SNS topic",
  "Use arn:aws:sns:<region>:<account>:<topic>",
);

/** CloudWatch refuses an action of another region than the alarm's. */
export const TOPIC_REGION =
  "observability.topicArn must be a topic of the deployed region: CloudWatch refuses alarms that notify a topic of another region. " +
  "Use a topic of that region, and subscribe the central one to it.";

/** A topic that alarms of a region can notify. */
export function topicIn(region: string): Rule {
  return that(
    (arn) => String(arn).split(":")[3] === region,
    `be a topic of ${region}, the region of the alarms: CloudWatch refuses a topic of another region`,
    "Use a topic of that region, and subscribe the central one to it",
  );
}

const ROWS: readonly Row<ResolvedObservability>[] = [
  {
    field: "emails",
    rule: EMAIL,
    each: true,
    synthesis: true,
  },
  { field: "emails", rule: unique(), each: true },
  {
    field: "emails",
    rule: omitted("an existing topic has its own subscribers", "Remove emails or topicArn"),
    when: ({ topicArn }) => topicArn !== undefined,
  },
  { field: "emails", rule: NOTHING_SENT, when: (s) => s.topicArn === undefined && hasNone(s) },
  { field: "topicArn", rule: NOTHING_SENT, when: hasNone },
  {
    field: "topicArn",
    rule: TOPIC_ARN,
  },
  { field: "encryptionKeyArn", rule: KEY_ARN },
  {
    field: "encryptionKeyArn",
    rule: omitted("the key encrypts the new topic, and none is made", "Remove it; an existing topic has its own key"),
    when: (settings) => settings.topicArn !== undefined || hasNone(settings),
  },
  { field: "thresholds", rule: ABOVE_ZERO, each: true },
  ...["latencySeconds", "databaseFreeStorageGib"].map((name) => ({
    field: `thresholds.${name}`,
    rule: ANYTHING,
    synthesis: true,
  })),
  { field: "thresholds.latencySeconds", rule: below(MAX_TIMEOUT_SECONDS, "the gateway ends a call then") },
  { field: "thresholds.databaseCpuPercent", rule: below(100, "CPU cannot exceed it") },
  { field: "budget.monthlyUsd", rule: ABOVE_ZERO },
];

/** Requirements on the settings of alarms, topic, dashboard and budget. */
export const OBSERVABILITY: CheckTable<ObservabilitySettings, ResolvedObservability> = {
  resolve: resolveObservability,
  rows: ROWS,
};
