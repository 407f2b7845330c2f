import type { Accounts, Cloud } from "../clouds";
import type { AppliedState } from "../state";

/** What was deployed, and on which cloud its tracking server runs. */
export interface Deployed {
  readonly cloud: Cloud;
  readonly accounts: Accounts;
  readonly state: AppliedState;
}
