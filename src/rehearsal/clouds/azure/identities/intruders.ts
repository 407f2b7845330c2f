import type { Account } from "../../../simulator/account";
import type { Intruder } from "../../cloud";
import { isPublic, trackingServer } from "../container-apps/applied";
import { AROUND_THE_GATEWAY } from "../gateway/api-management";
import { ANONYMOUS, snowflakeRequest, tokenCaller, type TokenRequest } from "./entra";
import rows from "./intruders.json";

interface Row {
  readonly who: string;
  /** In what their token differs from Snowflake's. */
  readonly change: Partial<TokenRequest>;
}

/**
 * Who must be refused by the gateway. Each differs from Snowflake in one thing alone, so that each check is needed: the issuer, the
 * application, the audience, the signature, the time.
 */
export function intruders(account: Account): readonly Intruder[] {
  const isReached = isPublic(account, trackingServer(account));
  return [
    { who: ANONYMOUS.name, caller: () => ANONYMOUS },
    ...(rows as readonly Row[]).map(({ who, change }): Intruder => ({
      who,
      caller: ({ integration }) => tokenCaller(who, { ...snowflakeRequest(account, integration), ...change }),
    })),
    ...(isReached ? [{ who: AROUND_THE_GATEWAY.name, caller: () => AROUND_THE_GATEWAY }] : []),
  ];
}
