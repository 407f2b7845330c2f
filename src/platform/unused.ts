import { valueAt, type Row } from "../core/checks";
import { omitted } from "../core/rules";

/** Settings that existing components leave without effect. A setting without effect is refused, as it would claim what is not so. */
export interface UnusedSettings {
  /** The existing components; where several are named, all of them. */
  readonly existing: readonly string[];
  readonly unused: readonly string[];
  /** Why the settings have no effect. */
  readonly because: string;
}

/** A row for every setting that has no effect beside what exists. */
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
