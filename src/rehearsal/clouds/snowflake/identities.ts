import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Account } from "../../simulator/account";
import type { Values } from "../../simulator/rule";
import { text } from "./values";

/** Who Snowflake is towards the clouds: one set for the whole account. */
export interface Identities {
  readonly locator: string;
  /** As CURRENT_REGION returns it. */
  readonly region: string;
  /** https://docs.snowflake.com/en/user-guide/data-load-s3-config-storage-integration: a single IAM user for the account. */
  readonly iamUserArn: string;
  readonly apiApplication: string;
  readonly storageApplication: string;
  readonly apiServiceAccount: string;
  readonly storageServiceAccount: string;
}

/**
 * The account's identities, made once. One service account for all storage integrations of an account is documented
 * (https://docs.snowflake.com/en/user-guide/data-load-gcs-config). Not verified: that all API integrations of an account share an IAM
 * user, and a service account, of their own; Azure applications are kept apart for API and storage.
 */
export function identities(account: Account): Identities {
  return account.memory<Identities>("snowflake:identities", () => {
    const locator = `XY${String(10000 + (randomBytes(2).readUInt16BE() % 90000))}`;
    const stem = createHash("sha256").update(locator).digest("hex");
    return {
      locator,
      region: "AWS_EU_CENTRAL_1",
      iamUserArn: `arn:aws:iam::${digits(stem, 12)}:user/${stem.slice(0, 4)}0000-s`,
      apiApplication: randomUUID(),
      storageApplication: randomUUID(),
      apiServiceAccount: `api${stem.slice(0, 8)}@sfc-prod-${stem.slice(8, 12)}.iam.gserviceaccount.com`,
      storageServiceAccount: `sto${stem.slice(0, 8)}@sfc-prod-${stem.slice(8, 12)}.iam.gserviceaccount.com`,
    };
  });
}

/** An external id in Snowflake's own form; every integration that is created gets a new one. */
export function newExternalId(account: Account): string {
  return `${identities(account).locator}_SFCRole=2_${randomBytes(20).toString("base64")}`;
}

export function consentUrl(tenant: string, application: string): string {
  return `https://login.microsoftonline.com/${tenant}/oauth2/authorize?client_id=${application}&response_type=code`;
}

/** The name of the enterprise application: what stands before the underscore is what a person searches for. */
export function applicationName(application: string): string {
  return `Snowflake${application.slice(0, 8)}_${String(parseInt(application.slice(9, 13), 16))}`;
}

export function accountUrl(provider: Values, account: Account): string {
  const organization = text(provider, "organization_name");
  const name = text(provider, "account_name");
  const host = organization && name ? `${organization}-${name}` : identities(account).locator;
  return `https://${host.toLowerCase().replace(/_/g, "-")}.snowflakecomputing.com`;
}

function digits(hex: string, count: number): string {
  return [...hex]
    .slice(0, count)
    .map((digit, index) => String(index === 0 ? 1 + (parseInt(digit, 16) % 9) : parseInt(digit, 16) % 10))
    .join("");
}
