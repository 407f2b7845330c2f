import type { TokenDefect } from "../../../jwt";
import type { Account } from "../../../simulator/account";
import { needText } from "../../../simulator/readers";
import type { CallTarget } from "../../../snowflake/gateway";
import type { Intruder } from "../../cloud";
import { addressesOf, isPublic, trackingServer } from "../run/applied";
import { deployer } from "../session";
import rows from "./intruders.json";
import { GOOGLE, GoogleCaller, snowflakeAccountOf, type TokenRequest } from "./tokens";

export const ANONYMOUSLY = "an anonymous caller";
export const OTHERS = "a service account of another project";
/** A service account of a project that is not ours. */
export const OTHER_ACCOUNT = "intruder@another-project.iam.gserviceaccount.com";

interface Row {
  readonly who: string;
  /** Whose token it is. @default - there is none */
  readonly email?: string;
  /** Google's own token, not one that the account signs. */
  readonly isGoogle?: boolean;
  /** @default - the one of the address that is called */
  readonly audience?: string;
  readonly defect?: string;
  /** At the address of the service behind the gateway. */
  readonly isAround?: boolean;
}

/**
 * Who must be refused by the gateway, each of whom differs from Snowflake in one thing alone, so that each check is needed; and who must be
 * refused at the address of the service behind it. An owner of the project is not: see `strangers`.
 */
export function intruders(account: Account): readonly Intruder[] {
  const service = trackingServer(account);
  const request = ({ integration }: CallTarget, row: Row): TokenRequest | undefined => {
    if (row.email === undefined) return undefined;
    const known = row.email === "deployer" ? deployer().email : OTHER_ACCOUNT;
    const email = row.email === "snowflake" ? snowflakeAccountOf(integration) : known;
    const own = needText(integration, "google_audience", "snowflake_api_integration");
    const asked = row.isAround === true && row.isGoogle === true ? addressesOf(service)[0] : row.audience;
    const issuer = row.isGoogle === true ? GOOGLE : email;
    return { issuer, email, audience: asked ?? own, defect: row.defect as TokenDefect | undefined };
  };
  return (rows as readonly Row[])
    .filter(({ isAround }) => isAround !== true || isPublic(service))
    .map((row) => ({
      who: row.who,
      caller: (target) => new GoogleCaller(row.who, request(target, row), row.isAround),
    }));
}
