import { valueAt, type Row } from "../core/checks";
import { omitted } from "../core/rules";

/** Settings that have no effect with existing components. They are refused, because they would be misleading. */
export interface UnusedSettings<S extends object = object> {
  /** The existing components; if there are several, all of them must be set. */
  readonly existing: readonly string[];
  readonly unused: readonly string[];
  /** Why the settings have no effect. */
  readonly because: string;
  /** Whether the settings have an effect all the same. @default - they never have */
  unless?(settings: S): boolean;
}

/** A row for every setting that has no effect with the existing components. */
export function unusedRows<S extends object = object>(tables: readonly UnusedSettings<S>[]): Row<S>[] {
  return tables.flatMap(({ existing, unused, because, unless = () => false }) => {
    const components = existing.map((name) => `existing.${name}`);
    const set = components.join(" and ");
    return unused.map((field) => ({
      field,
      rule: omitted(`it has no effect when ${set} is set, as ${because}`, `Remove ${field}, or ${set}`),
      when: (settings: S) => components.every((name) => valueAt(settings, name) !== undefined) && !unless(settings),
    }));
  });
}
