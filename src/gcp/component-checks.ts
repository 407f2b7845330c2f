import { withRows, type CheckTable, type Row } from "../core/checks";
import { NameRules } from "../core/naming";
import { named, pattern } from "../core/rules";
import { TAG_ROWS } from "../core/tag-rows";
import type { GcpComponentProps } from "./component";
import { LABEL_ROWS, REGION } from "./rules";

/** What a prefix must be on Google Cloud, besides what it must be on all clouds. */
export const PREFIX: Row<object> = {
  field: "prefix",
  rule: pattern(
    /^(?!goog)(?!.*google)/,
    "not begin with goog and not contain google: Cloud Storage refuses such bucket names",
    "Use another prefix",
  ),
};

/** What every component takes. */
export const COMPONENT_ROWS: readonly Row<object>[] = [
  { field: "prefix", rule: named(NameRules.PREFIX), synthesis: true },
  PREFIX,
  { field: "region", rule: REGION, synthesis: true },
  ...TAG_ROWS,
  ...LABEL_ROWS,
];

/** The table of a component that is used alone: what every component takes, and its own settings. */
export function componentTable<G extends object, S extends G>(
  own: CheckTable<G, S>,
): CheckTable<GcpComponentProps & G, GcpComponentProps & S> {
  return withRows<GcpComponentProps, G, S>(COMPONENT_ROWS, own);
}
