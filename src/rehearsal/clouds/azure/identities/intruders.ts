import type { Account } from "../../../simulator/account";
import { needText } from "../../../simulator/readers";
import type { CallTarget, Caller } from "../../../snowflake/gateway";
import type { Intruder } from "../../cloud";
import { isPublic, trackingServer } from "../container-apps/applied";
import { AROUND_THE_GATEWAY } from "../gateway/api-management";
import { deployer, tenantId } from "../session";
import {
  ANONYMOUS,
  OTHER_TENANT,
  TokenCaller,
  principalOf,
  snowflakeClient,
  versionFor,
  type TokenRequest,
} from "./entra";

/** An application of the tenant that nobody admitted, and an API that is not ours. */
const OTHER_APPLICATION = "66666666-7777-4888-8999-aaaaaaaaaaaa";
const OTHER_AUDIENCE = "99999999-aaaa-4bbb-8ccc-dddddddddddd";

/**
 * Who must be refused by the gateway. Each differs from Snowflake in one thing alone, so that each check is needed: the issuer, the
 * application, the audience, the signature, the time.
 */
export function intruders(account: Account): readonly Intruder[] {
  const snowflake = ({ integration }: CallTarget): TokenRequest => {
    const tenant = tenantId(account);
    const client = snowflakeClient(integration);
    const audience = needText(integration, "azure_ad_application_id", "snowflake_api_integration");
    const version = versionFor(account, audience);
    return { tenant, client, subject: principalOf(tenant, client), audience, version };
  };
  const like = (who: string, change: (target: CallTarget) => Partial<TokenRequest>): Intruder => ({
    who,
    caller: (target): Caller => new TokenCaller(who, { ...snowflake(target), ...change(target) }),
  });
  const { clientId, objectId } = deployer(account);
  const admin = { upn: "admin@rehearsal.onmicrosoft.com", scp: "user_impersonation", idtyp: "user" };
  return [
    { who: "an anonymous caller", caller: () => ANONYMOUS },
    like("Snowflake's application in another tenant", () => ({ tenant: OTHER_TENANT })),
    like("another application of the tenant", () => ({
      client: OTHER_APPLICATION,
      subject: principalOf(tenantId(account), OTHER_APPLICATION),
    })),
    like("an administrator of the subscription", () => ({ client: clientId, subject: objectId, claims: admin })),
    like("Snowflake's application with a token for another API", () => ({ audience: OTHER_AUDIENCE })),
    like("a caller with a token that nobody signed", () => ({ defect: "unsigned" })),
    like("a caller with a token that somebody else signed", () => ({ defect: "foreign key" })),
    like("a caller with a token that has expired", () => ({ defect: "expired" })),
    ...(isPublic(account, trackingServer(account))
      ? [{ who: "an anonymous caller at the container app's own address", caller: () => AROUND_THE_GATEWAY }]
      : []),
  ];
}
