import type { CheckTable } from "../../core/checks";
import { LIFECYCLE_DAYS } from "../rules";
import type { AccessLogSettings } from "./settings";

/** Requirements on access log settings. */
export const ACCESS_LOGS: CheckTable<AccessLogSettings> = {
  rows: [{ field: "retentionDays", rule: LIFECYCLE_DAYS }],
};
