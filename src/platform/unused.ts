import type { Problems } from "../core";
import { checkValue, valueAt } from "../core/checks";
import { omitted } from "../core/rules";

/** Settings that existing components leave without effect. A setting without effect is refused, as it would claim what is not so. */
export interface UnusedSettings {
  /** The existing components; where several are named, all of them. */
  readonly existing: readonly string[];
  readonly unused: readonly string[];
  /** Why the settings have no effect. */
  readonly because: string;
}

/** Notes every setting that has no effect beside what exists. */
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
