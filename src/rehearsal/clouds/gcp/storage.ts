import type { Account } from "../../simulator/account";
import { UnknownElementError, needText, type Attributes } from "../../simulator/readers";
import { stageFailure, type StorageAccess, type StorageSimulator } from "../../snowflake/storage";
import { bucketProblem } from "./identities/storage-roles";
import { findByName } from "./ids";

const LOCATION = /^gcs:\/\/(?:([^/]+)(?:\/.*)?)?$/;

/** @see https://docs.snowflake.com/en/user-guide/data-load-gcs-config */
const NEEDED = {
  list: ["storage.buckets.get", "storage.objects.list", "storage.objects.get"],
  write: ["storage.buckets.get", "storage.objects.create", "storage.objects.delete", "storage.objects.list"],
} as const;

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
      throw stageFailure("The specified bucket does not exist.", 404, undefined, `there is no bucket ${bucket}`);
    const problem = bucketProblem(this.account, bucket, needed, member);
    if (problem === undefined) return;
    const where = bucket === undefined ? "every bucket of the project" : `the bucket ${bucket}`;
    throw stageFailure("Access Denied.", 403, undefined, `${problem} in ${where}`);
  }
}
