import type { SnowflakeAccount } from "../../snowflake";
import type { Accounts } from "../cloud";
import { identities } from "./identities";

/** The provider's source, under which a rehearsal keeps the account. */
export const SOURCE = "snowflakedb/snowflake";

/** The simulated account, as its external functions name it. */
export function snowflakeAccount(accounts: Accounts): SnowflakeAccount {
  const account = accounts.get(SOURCE);
  if (account === undefined) throw new Error(`there is no simulated account of ${SOURCE}`);
  const { locator, region } = identities(account);
  return { account: locator, region };
}
