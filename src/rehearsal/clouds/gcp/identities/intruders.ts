import type { Account } from "../../../simulator/account";
import { needText } from "../../../simulator/readers";
import type { CallTarget, Caller } from "../../../snowflake/gateway";
import type { Intruder } from "../../cloud";
import { addressOf, isPublic, trackingServer } from "../run/applied";
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
  const audienceOf = ({ integration }: CallTarget) =>
    needText(integration, "google_audience", "snowflake_api_integration");
  const by = (who: string, request: (target: CallTarget) => TokenRequest, isAround = false): Intruder => ({
    who,
    caller: (target): Caller => new GoogleCaller(who, request(target), isAround),
  });
  const snowflake = (target: CallTarget, change: Partial<TokenRequest>): TokenRequest => ({
    ...selfSigned(snowflakeAccountOf(target.integration), audienceOf(target)),
    ...change,
  });
  const service = trackingServer(account);
  const address = addressOf(service) ?? String(service.uri);
  const anonymous = (who: string, isAround: boolean): Intruder => ({
    who,
    caller: () => new GoogleCaller(who, undefined, isAround),
  });
  return [
    anonymous("an anonymous caller", false),
    by("an administrator of the project", (target) => idToken(deployer().email, audienceOf(target))),
    by("a service account of another project", (target) => selfSigned(OTHER_ACCOUNT, audienceOf(target))),
    by("Snowflake's service account with a token for another API", (target) =>
      snowflake(target, { audience: OTHER_AUDIENCE }),
    ),
    by("a caller with a token that nobody signed", (target) => snowflake(target, { defect: "unsigned" })),
    by("a caller with a token that somebody else signed", (target) => snowflake(target, { defect: "foreign key" })),
    by("a caller with a token that has expired", (target) => snowflake(target, { defect: "expired" })),
    ...(isPublic(service)
      ? [
          anonymous("an anonymous caller at the service's own address", true),
          by("Snowflake's service account at the service's own address", (target) => snowflake(target, {}), true),
          by(
            "a service account of another project at the service's own address",
            () => idToken(OTHER_ACCOUNT, address),
            true,
          ),
        ]
      : []),
  ];
}
