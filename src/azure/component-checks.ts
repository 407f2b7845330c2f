import { withRows, type CheckTable, type Row } from "../core/checks";
import { NameRules } from "../core/naming";
import { named } from "../core/rules";
import { TAG_ROWS } from "../core/tag-rows";
import type { AzureComponentProps } from "./component";

/** What every component takes. */
export const COMPONENT_ROWS: readonly Row<object>[] = [
  { field: "prefix", rule: named(NameRules.PREFIX), synthesis: true },
  ...TAG_ROWS,
];

/** The table of a component that is used alone: what every component takes, and its own settings. */
export function componentTable<G extends object, S extends G>(
  own: CheckTable<G, S>,
): CheckTable<AzureComponentProps & G, AzureComponentProps & S> {
  return withRows<AzureComponentProps, G, S>(COMPONENT_ROWS, own);
}
