import type { Account } from "../../simulator/account";
import { UnknownElementError, needText, type Attributes } from "../../simulator/readers";
import { SqlError } from "../../snowflake/errors";
import type { StorageAccess, StorageSimulator } from "../../snowflake/storage";
import { lostKey, mayUse } from "./identities/storage-roles";
import { findByName } from "./ids";

const LOCATION = /^gcs:\/\/(?:([^/]+)(?:\/.*)?)?$/;

/** @see https://docs.snowflake.com/en/user-guide/data-load-gcs-config */
const NEEDED = {
  list: ["storage.buckets.get", "storage.objects.list", "storage.objects.get"],
  write: ["storage.buckets.get", "storage.objects.create", "storage.objects.delete", "storage.objects.list"],
} as const;

function refusal(message: string, status: number, why: string): SqlError {
  return new SqlError(`Failure using stage area. Cause: [${message} (Status Code: ${status})] (${why})`);
}

/** Cloud Storage as Snowflake's storage integrations reach it: the roles of Snowflake's service account in the bucket and the project. */
export class GcpStorage implements StorageSimulator {
  public readonly schemes = ["gcs"];

  constructor(private readonly account: Account) {}

  /** A role is granted for a bucket at the least: what lies beside it is another bucket. */
  public above(location: string): string | undefined {
    return LOCATION.exec(location)?.[1] === undefined ? undefined : "gcs://";
  }

  public open(integration: Attributes, location: string): StorageAccess {
    const match = LOCATION.exec(location);
    if (match === null) throw new UnknownElementError(`${location} is not a location in Cloud Storage`);
    const member = `serviceAccount:${needText(integration, "storage_gcp_service_account", "snowflake_storage_integration")}`;
    return {
      list: () => this.authorize(member, match[1], NEEDED.list),
      write: () => this.authorize(member, match[1], NEEDED.write),
    };
  }

  private authorize(member: string, bucket: string | undefined, needed: readonly string[]): void {
    if (bucket !== undefined && findByName(this.account, "google_storage_bucket", bucket) === undefined)
      throw refusal("The specified bucket does not exist.", 404, `there is no bucket ${bucket}`);
    const key = bucket === undefined ? undefined : lostKey(this.account, bucket);
    if (key !== undefined)
      throw refusal("Permission denied on Cloud KMS key.", 403, `Cloud Storage may not use ${key}`);
    const missing = needed.find((each) => !mayUse(this.account, bucket, each, member));
    if (missing === undefined) return;
    const where = bucket === undefined ? "every bucket of the project" : `the bucket ${bucket}`;
    throw refusal("Access Denied.", 403, `no role of ${member} has ${missing} in ${where}`);
  }
}
