import type { Row } from "../core/checks";
import { omitted } from "../core/rules";

/** What of the existing components the rows below need to know. */
interface Existing {
  readonly backendStore?: object;
  readonly trackingServer?: object;
}

/** The paths of alarm thresholds: `observability.thresholds.databaseCpuPercent`. */
export function thresholdFields(...names: readonly string[]): string[] {
  return names.map((name) => `observability.thresholds.${name}`);
}

/** Rows that refuse thresholds of a database that is not monitored. */
export function databaseThresholdRows(fields: readonly string[]): Row<{ readonly existing?: Existing }>[] {
  return fields.map((field) => ({
    field,
    rule: omitted(
      "it has no effect when existing.backendStore is set, as an existing database is not monitored",
      `Remove ${field}, or existing.backendStore`,
    ),
    when: ({ existing }) =>
      existing?.backendStore !== undefined && existing.trackingServer === undefined && !isMonitored(existing),
  }));
}

/** A database of another platform in the same program is monitored; one that is known by its secret alone is not. */
function isMonitored({ backendStore = {} }: Existing): boolean {
  return "metrics" in backendStore && backendStore.metrics !== undefined;
}
