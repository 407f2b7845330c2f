import type { CheckTable } from "../../core/checks";
import { OBJECT_ID } from "../rules";
import type { SnowflakeAccessSettings } from "./settings";

/** Requirements on the settings of the trust between Snowflake and Azure. */
export const SNOWFLAKE_ACCESS: CheckTable<SnowflakeAccessSettings> = {
  rows: [{ field: "snowflakeStoragePrincipalId", rule: OBJECT_ID, synthesis: true }],
};
