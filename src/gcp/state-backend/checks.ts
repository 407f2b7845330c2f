import type { CheckTable, Row } from "../../core/checks";
import { ENVIRONMENT_ROWS } from "../../core/environment-rows";
import { different, named, pattern, unique } from "../../core/rules";
import { COMPONENT_ROWS, PREFIX } from "../component-checks";
import { GcpNameRules } from "../names";
import { LABEL_ROWS, MEMBER, NONCURRENT_DAYS, PROVIDER_ROWS } from "../rules";
import type { GcpState, StateBackendSettings } from "./settings";

/** Requirements on the location of a state. */
export const GCP_STATE: CheckTable<GcpState> = {
  rows: [
    { field: "bucket", rule: named(GcpNameRules.BUCKET), synthesis: true },
    {
      field: "prefix",
      rule: pattern(
        /^[^/\s]+(\/[^/\s]+)*$/,
        "be a folder in the bucket without blanks and without a slash at either end",
        'Use for example "gcp-dev"',
      ),
      synthesis: true,
    },
  ],
};

const SETTINGS: readonly Row<StateBackendSettings>[] = [
  { field: "noncurrentVersionDays", rule: NONCURRENT_DAYS },
  {
    field: "writers",
    rule: different(1, "with none the project's own roles decide, which is the default"),
    synthesis: true,
  },
  { field: "writers", each: true, rule: MEMBER },
  { field: "writers", each: true, rule: unique() },
];

/** Requirements on the props of the states' bucket. */
export const STATE_BACKEND: CheckTable<StateBackendSettings> = { rows: [...COMPONENT_ROWS, ...SETTINGS] };

type StackProps = StateBackendSettings & {
  readonly name: string;
  readonly prefix: string;
  readonly state?: GcpState;
};

/** Requirements on the props of the stack of the states' bucket. Protection of the states does not depend on a size. */
export const STATE_STACK: CheckTable<StackProps> = {
  rows: [
    ...ENVIRONMENT_ROWS.filter(({ field }) => field !== "size"),
    PREFIX,
    ...LABEL_ROWS,
    ...PROVIDER_ROWS,
    ...SETTINGS,
    { field: "state", table: GCP_STATE, optional: true },
  ],
};
