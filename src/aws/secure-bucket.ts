import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { Construct } from "constructs";
import { policyDocument, type Statement } from "./iam";

/** Protection of a bucket. */
export interface BucketSecurity {
  /** ARN of a KMS key; undefined means S3's own key (SSE-S3). */
  readonly encryptionKeyArn: string | undefined;
  /** Days after which a replaced or deleted object is removed permanently. */
  readonly noncurrentDays: number;
  /** Days after which every object is deleted; undefined keeps them. */
  readonly expirationDays?: number;
  /** Statements of the bucket's policy in addition to the one that requires TLS. */
  readonly statements?: Statement[];
}

/**
 * Makes a bucket versioned, encrypted, without public access, TLS only; the settings become children of `scope`. Returns
 * the bucket's policy.
 */
export function secureBucket(scope: Construct, bucket: S3Bucket, security: BucketSecurity): S3BucketPolicy {
  const { encryptionKeyArn, noncurrentDays, expirationDays } = security;
  const versioning = new S3BucketVersioningA(scope, "Versioning", {
    bucket: bucket.id,
    versioningConfiguration: { status: "Enabled" },
  });
  new S3BucketOwnershipControls(scope, "Ownership", {
    bucket: bucket.id,
    rule: { objectOwnership: "BucketOwnerEnforced" },
  });
  new S3BucketServerSideEncryptionConfigurationA(scope, "Encryption", {
    bucket: bucket.id,
    rule: [
      {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: encryptionKeyArn === undefined ? "AES256" : "aws:kms",
          kmsMasterKeyId: encryptionKeyArn,
        },
        bucketKeyEnabled: encryptionKeyArn === undefined ? undefined : true,
        // S3's own default for new buckets since April 2026; without it, aws before 6.40 plans to remove it each time.
        blockedEncryptionTypes: ["SSE-C"],
      },
    ],
  });
  new S3BucketLifecycleConfiguration(scope, "Lifecycle", {
    bucket: bucket.id,
    rule: [
      {
        id: "noncurrent-versions",
        status: "Enabled",
        filter: [{}],
        noncurrentVersionExpiration: [{ noncurrentDays }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        ...(expirationDays === undefined ? {} : { expiration: [{ days: expirationDays }] }),
      },
    ],
    dependsOn: [versioning],
  });
  const publicAccess = new S3BucketPublicAccessBlock(scope, "PublicAccess", {
    bucket: bucket.id,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  return new S3BucketPolicy(scope, "Policy", {
    bucket: bucket.id,
    policy: policyDocument([
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucket.arn, `${bucket.arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      ...(security.statements ?? []),
    ]),
    // S3 refuses two of a bucket's settings at once with OperationAborted.
    dependsOn: [publicAccess],
  });
}
