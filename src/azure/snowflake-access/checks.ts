import type { CheckTable } from "../../core/checks";
import { DEPLOYER_ROWS } from "../deployer/checks";
import type { DeployerSettings } from "../deployer/settings";
import { OBJECT_ID } from "../rules";
import type { SnowflakeAccessSettings } from "./settings";

/** Requirements on the settings of the trust between Snowflake and Azure. */
export const SNOWFLAKE_ACCESS: CheckTable<SnowflakeAccessSettings & DeployerSettings> = {
  rows: [{ field: "snowflakeStoragePrincipalId", rule: OBJECT_ID, synthesis: true }, ...DEPLOYER_ROWS],
};
