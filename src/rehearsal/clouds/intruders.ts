import { snowflakeAccount } from "./snowflake/account";
import type { Accounts, Cloud, Intruder } from "./cloud";

/**
 * Who tries to call the functions' service and must be refused, on every cloud: whom the gateway must refuse, and other Snowflake accounts
 * with the identity of ours, which the gateway lets through. Snowflake may use one identity for several accounts.
 */
export function intrudersOf(cloud: Cloud, accounts: Accounts): readonly Intruder[] {
  const ours = snowflakeAccount(accounts);
  const gateway = cloud.gateway(accounts, { locate: () => undefined });
  const caller: Intruder["caller"] = ({ integration }) => gateway.snowflake(integration);
  return [
    ...cloud.intruders(accounts),
    { who: "another Snowflake account with our identity", caller, account: { ...ours, account: "ZZ99999" } },
    {
      who: "an account of another region with our locator and our identity",
      caller,
      account: { ...ours, region: "AWS_US_WEST_2" },
    },
  ];
}
