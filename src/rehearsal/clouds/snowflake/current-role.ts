import type { DataSourceRule } from "../../simulator/rule";
import { currentRole as roleOfSession } from "./access";

/** The role of the session: whoever deploys. */
export const currentRole: DataSourceRule = {
  type: "snowflake_current_role",
  cites:
    "https://docs.snowflake.com/en/sql-reference/functions/current_role, pkg/datasources/current_role.go of the provider",
  read({ provider, values }) {
    values.id = roleOfSession(provider);
    values.name = roleOfSession(provider);
  },
};
