import { Account } from "./simulator/account";
import { text } from "./simulator/readers";
import type { Values } from "./simulator/value";
import type { AppliedState } from "./state";

/** What was applied, in the form of an account: all that simulators read, and nothing that a cloud remembers besides. */
export function accountFrom(state: AppliedState): Account {
  const account = new Account();
  for (const { type, mode, address, attributes } of state.resources)
    if (mode !== "data") account.put(type, text(attributes, "id") ?? address, attributes as Values);
  return account;
}
