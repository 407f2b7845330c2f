import type { AppliedState } from "../../state";
import type { Accounts } from "../cloud";
import { SOURCE } from "./account";

const ALTERED = "snowflake_api_integration";

/**
 * What was applied, as Snowflake has it. Terraform's state does not say what statements of `snowflake_execute` altered after a resource was
 * created: it reads that when it plans again.
 */
export function asAltered(state: AppliedState, accounts: Accounts): AppliedState {
  const account = accounts.get(SOURCE);
  return state.with((type, applied) => {
    const held = type === ALTERED ? account?.get(type, String(applied.id)) : undefined;
    return held === undefined ? applied : { ...applied, ...held };
  });
}
