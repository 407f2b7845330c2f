import type { Account } from "../../../simulator/account";
import { NetworkError, type CallTarget } from "../../../snowflake/gateway";
import type { Intruder } from "../../cloud";
import { accountOf, partitionOfArn } from "../arn";
import { OTHER_ACCOUNT } from "./outsiders";
import { ANONYMOUS, administratorOf, assumeAsSnowflake, type RoleSession } from "./sessions";
import { needText } from "../../../simulator/readers";

/** An administrator of the account that holds the REST API of a URL. */
function administrator(account: Account, { url }: CallTarget): RoleSession {
  const [id = ""] = new URL(url).hostname.split(".");
  const api = account.get("aws_api_gateway_rest_api", id);
  if (api === undefined) throw new NetworkError(`the host of ${url} does not exist`);
  const arn = needText(api, "execution_arn", "aws_api_gateway_rest_api");
  return administratorOf(accountOf(arn), partitionOfArn(arn));
}

/**
 * Who must be refused by the gateway. The administrator of the gateway's own account is the hardest case: without an explicit Deny
 * their own policy is enough.
 */
export function intruders(account: Account): readonly Intruder[] {
  return [
    { who: "an administrator of the account", caller: (target) => administrator(account, target) },
    { who: "an administrator of another account", caller: () => administratorOf(OTHER_ACCOUNT, "aws") },
    {
      who: "another Snowflake account",
      caller: ({ integration }) =>
        assumeAsSnowflake(account, { ...integration, api_aws_external_id: "ANOTHER_SFCRole=1_anotherAccount=" }),
    },
    { who: "an anonymous caller", caller: () => ANONYMOUS },
  ];
}
