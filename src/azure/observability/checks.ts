import type { CheckTable, Row } from "../../core/checks";
import { ANYTHING, omitted, that, unique } from "../../core/rules";
import { ABOVE_ZERO, below, EMAIL, NOTHING_SENT } from "../../platform/component-rules";
import { hasNotifications } from "../../platform/observability";
import { LONGEST_TIMEOUT_SECONDS } from "../gateway/defaults";
import { resourceId } from "../rules";
import { resolveObservability, type ResolvedObservability } from "./defaults";
import type { ObservabilitySettings } from "./settings";

const hasNone = (settings: ResolvedObservability): boolean => !hasNotifications(settings);

const ROWS: readonly Row<ResolvedObservability>[] = [
  { field: "emails", rule: EMAIL, each: true, synthesis: true },
  { field: "emails", rule: unique(), each: true },
  {
    field: "emails",
    rule: omitted("an existing action group has its own receivers", "Remove emails or actionGroupId"),
    when: ({ actionGroupId }) => actionGroupId !== undefined,
  },
  { field: "emails", rule: NOTHING_SENT, when: (s) => s.actionGroupId === undefined && hasNone(s) },
  { field: "actionGroupId", rule: NOTHING_SENT, when: hasNone },
  { field: "actionGroupId", rule: resourceId("Microsoft.Insights/actionGroups") },
  { field: "thresholds", rule: ABOVE_ZERO, each: true },
  { field: "thresholds.latencySeconds", rule: ANYTHING, synthesis: true },
  {
    field: "thresholds.latencySeconds",
    rule: below(LONGEST_TIMEOUT_SECONDS, "the gateway ends a call then, in any tier"),
  },
  { field: "thresholds.databaseCpuPercent", rule: below(100, "CPU cannot exceed it") },
  { field: "thresholds.databaseStoragePercent", rule: below(100, "the database is read-only before") },
  {
    field: "budget.monthlyAmount",
    rule: that(
      (amount) => Number.isFinite(amount) && Number(amount) >= 1,
      "be a number of 1 or more: Azure refuses a smaller budget",
      "Use another amount",
    ),
  },
];

/** Requirements on the settings of alarms, action group, request log and budget. */
export const OBSERVABILITY: CheckTable<ObservabilitySettings, ResolvedObservability> = {
  resolve: resolveObservability,
  rows: ROWS,
};
