import { StorageBucket } from "@cdktf/provider-google/lib/storage-bucket";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { Tokens } from "../core/tokens";

/** A bucket, and its protection. */
export interface SecureBucketProps {
  readonly name: string;
  readonly region: string;
  /** Days after which a replaced or deleted object is removed permanently. */
  readonly noncurrentDays: number;
  /** Days for which what was removed permanently can be restored; 0 for none. */
  readonly softDeleteDays: number;
  /** ID of a Cloud KMS key; undefined means Google's own keys. */
  readonly encryptionKeyId?: string;
  /** Refuses to destroy the bucket; otherwise a destroy empties and deletes it. */
  readonly protection: boolean;
  readonly tags?: Record<string, string>;
  readonly dependsOn?: ITerraformDependable[];
}

const SECONDS_PER_DAY = 86_400;

/**
 * Makes a bucket as `Resource` of `scope`: no access lists, no public access, versions. Only identities with a role read and write it.
 * @see https://cloud.google.com/storage/docs/best-practices#security
 */
export function secureBucket(scope: Construct, props: SecureBucketProps): StorageBucket {
  const { encryptionKeyId, protection } = props;
  return new StorageBucket(scope, "Resource", {
    name: props.name,
    location: props.region,
    uniformBucketLevelAccess: true,
    publicAccessPrevention: "enforced",
    versioning: { enabled: true },
    // Written for none too: Cloud Storage keeps what was removed for seven days otherwise.
    softDeletePolicy: { retentionDurationSeconds: Tokens.times(props.softDeleteDays, SECONDS_PER_DAY) },
    lifecycleRule: [
      { action: { type: "Delete" }, condition: { daysSinceNoncurrentTime: props.noncurrentDays } },
      { action: { type: "AbortIncompleteMultipartUpload" }, condition: { age: 7 } },
    ],
    encryption: encryptionKeyId === undefined ? undefined : { defaultKmsKeyName: encryptionKeyId },
    forceDestroy: !protection,
    labels: props.tags,
    dependsOn: props.dependsOn,
    lifecycle: protection ? { preventDestroy: true } : undefined,
  });
}
