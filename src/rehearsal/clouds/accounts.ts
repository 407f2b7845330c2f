import type { Account } from "../simulator/account";
import type { AppliedState } from "../state";
import type { Accounts } from "./cloud";

/** The simulated account of a provider, by its source. */
export function accountIn(accounts: Accounts, source: string): Account {
  const account = accounts.get(source);
  if (account === undefined) throw new Error(`there is no simulated account of ${source}`);
  return account;
}

/** A text of the first applied resource of a type; undefined when there is none. */
export function textOf(state: AppliedState, type: string, attribute: string): string | undefined {
  const value = state.all(type)[0]?.attributes[attribute];
  return typeof value === "string" ? value : undefined;
}
