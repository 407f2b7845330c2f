import type { ReportedDifference } from "../report";
import type { Difference } from "../servers";

/** Differences as a report has them. */
export function reportedDifferences(differences: readonly Difference[]): ReportedDifference[] {
  return differences.map(({ container, what, before, after }) => ({
    container,
    setting: what,
    applied: before,
    local: after,
  }));
}
