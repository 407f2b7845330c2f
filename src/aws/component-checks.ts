import { withRows, type CheckTable, type Row } from "../core/checks";
import { NameRules } from "../core/naming";
import { named, pattern } from "../core/rules";
import { TAG_ROWS } from "../core/tag-rows";
import type { AwsComponentProps } from "./component";

/** What a prefix must be on AWS, besides what it must be on all clouds. */
export const PREFIX: Row<object> = {
  field: "prefix",
  rule: pattern(
    /^(?!internal-)/,
    "not begin with internal-: AWS reserves such load balancer names",
    "Use another prefix",
  ),
};

/** What every component takes. */
export const COMPONENT_ROWS: readonly Row<object>[] = [
  { field: "prefix", rule: named(NameRules.PREFIX), synthesis: true },
  PREFIX,
  ...TAG_ROWS,
];

/** The table of a component that is used alone: what every component takes, and its own settings. */
export function componentTable<G extends object, S extends G>(
  own: CheckTable<G, S>,
): CheckTable<AwsComponentProps & G, AwsComponentProps & S> {
  return withRows<AwsComponentProps, G, S>(COMPONENT_ROWS, own);
}
