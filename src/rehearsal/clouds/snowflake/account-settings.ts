import type { Account } from "../../simulator/account";

/** What differs between Snowflake accounts and what a stack does not say. */
export interface AccountSettings {
  /** What a warehouse has of the attributes that its statement leaves out. */
  readonly warehouse: Readonly<Record<string, string>>;
  /** How SHOW GRANTS names an external function. */
  readonly externalFunctionGrantedOn: "FUNCTION" | "EXTERNAL_FUNCTION";
}

const KEY = "snowflake:settings";

const DEFAULT: AccountSettings = {
  warehouse: { generation: "1", enable_query_acceleration: "false" },
  externalFunctionGrantedOn: "FUNCTION",
};

export function accountSettings(account: Account): AccountSettings {
  return account.memory<AccountSettings>(KEY, () => ({ ...DEFAULT }));
}

/** Changes what an account is like from now on. */
export function setAccountSettings(account: Account, changes: Partial<AccountSettings>): void {
  Object.assign(accountSettings(account), changes);
}
