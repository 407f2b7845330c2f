import type { Problems } from "../core";
import { checkValue, valueAt } from "../core/checks";
import { omitted } from "../core/rules";

/** Settings that have no effect with existing components. They are refused, because they would be misleading. */
export interface UnusedSettings {
  /** The existing components; if there are several, all of them must be set. */
  readonly existing: readonly string[];
  readonly unused: readonly string[];
  /** Why the settings have no effect. */
  readonly because: string;
}

/** Notes every setting that has no effect with the existing components. */
export function checkUnused(
  problems: Problems,
  rows: readonly UnusedSettings[],
  settings: object,
  existing: object,
): void {
  const all = { ...settings, existing };
  for (const { existing: names, unused, because } of rows) {
    const components = names.map((name) => `existing.${name}`);
    if (components.some((name) => valueAt(all, name) === undefined)) continue;
    const set = components.join(" and ");
    for (const field of unused)
      checkValue(
        problems,
        field,
        valueAt(all, field),
        omitted(`it has no effect when ${set} is set, as ${because}`, `Remove ${field}, or ${set}`),
      );
  }
}
