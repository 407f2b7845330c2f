import { valueAt, type Row } from "../core/checks";
import { omitted } from "../core/rules";

/** Settings that have no effect with existing components. They are refused, because they would be misleading. */
export interface UnusedSettings {
  /** The existing components; if there are several, all of them must be set. */
  readonly existing: readonly string[];
  readonly unused: readonly string[];
  /** Why the settings have no effect. */
  readonly because: string;
}

/** A row for every setting that has no effect with the existing components. */
export function unusedRows(tables: readonly UnusedSettings[]): Row<object>[] {
  return tables.flatMap(({ existing, unused, because }) => {
    const components = existing.map((name) => `existing.${name}`);
    const set = components.join(" and ");
    return unused.map((field) => ({
      field,
      rule: omitted(`it has no effect when ${set} is set, as ${because}`, `Remove ${field}, or ${set}`),
      when: (settings: object) => components.every((name) => valueAt(settings, name) !== undefined),
    }));
  });
}
