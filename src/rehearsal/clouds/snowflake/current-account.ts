import type { DataSourceRule } from "../../simulator/rule";
import { accountUrl, identities } from "./identities";

/** The account in use: its locator, region and address. */
export const currentAccount: DataSourceRule = {
  type: "snowflake_current_account",
  cites:
    "https://docs.snowflake.com/en/sql-reference/functions/current_region, pkg/datasources/current_account.go of the provider",
  read({ account, provider, values }) {
    values.id = "current_account";
    const { locator, region } = identities(account);
    values.account = locator;
    values.region = region;
    values.url = accountUrl(provider, account);
  },
};
