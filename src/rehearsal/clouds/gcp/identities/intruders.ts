import type { Account } from "../../../simulator/account";
import { needText } from "../../../simulator/readers";
import type { CallTarget } from "../../../snowflake/gateway";
import type { Intruder } from "../../cloud";
import { addressesOf, isPublic, trackingServer } from "../run/applied";
import { deployer } from "../session";
import { GoogleCaller, idToken, selfSigned, snowflakeAccountOf, type TokenRequest } from "./tokens";

/** A service account of a project that is not ours, and an API that is not ours. */
export const OTHER_ACCOUNT = "intruder@another-project.iam.gserviceaccount.com";
const OTHER_AUDIENCE = "other-1a2b3c4d5e6f7.apigateway.another-project.cloud.goog";

/**
 * Who must be refused by the gateway, each of whom differs from Snowflake in one thing alone, so that each check is needed; and who must be
 * refused at the address of the service behind it. An owner of the project is not: see `strangers`.
 */
export function intruders(account: Account): readonly Intruder[] {
  const service = trackingServer(account);
  const [address = ""] = addressesOf(service);
  const audienceOf = ({ integration }: CallTarget) =>
    needText(integration, "google_audience", "snowflake_api_integration");
  const snowflake =
    (change: Partial<TokenRequest>) =>
    (target: CallTarget): TokenRequest => ({
      ...selfSigned(snowflakeAccountOf(target.integration), audienceOf(target)),
      ...change,
    });
  type Row = [who: string, token?: (target: CallTarget) => TokenRequest];
  const atTheGateway: Row[] = [
    ["an anonymous caller"],
    ["an administrator of the project", (target) => idToken(deployer().email, audienceOf(target))],
    ["a service account of another project", (target) => selfSigned(OTHER_ACCOUNT, audienceOf(target))],
    ["Snowflake's service account with a token for another API", snowflake({ audience: OTHER_AUDIENCE })],
    ["a caller with a token that nobody signed", snowflake({ defect: "unsigned" })],
    ["a caller with a token that somebody else signed", snowflake({ defect: "foreign key" })],
    ["a caller with a token that has expired", snowflake({ defect: "expired" })],
  ];
  const around: Row[] = [
    ["an anonymous caller at the service's own address"],
    ["Snowflake's service account at the service's own address", snowflake({})],
    ["a service account of another project at the service's own address", () => idToken(OTHER_ACCOUNT, address)],
  ];
  const intruder =
    (isAround: boolean) =>
    ([who, token]: Row): Intruder => ({
      who,
      caller: (target) => new GoogleCaller(who, token?.(target), isAround),
    });
  return [...atTheGateway.map(intruder(false)), ...(isPublic(service) ? around.map(intruder(true)) : [])];
}
