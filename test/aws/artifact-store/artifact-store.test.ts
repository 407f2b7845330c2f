import { ArtifactStore, type ArtifactStoreProps } from "../../../src/aws";
import { Size } from "../../../src/core";
import { emptyStack } from "../fixture";
import { Synthesized, statements } from "../synthesized";

function bucket(props: Partial<ArtifactStoreProps> = {}): Synthesized {
  const stack = emptyStack();
  new ArtifactStore(stack, "Artifacts", { prefix: "mlops-dev", size: Size.DEV, ...props });
  return Synthesized.of(stack);
}

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";

test("the bucket's name ends in digits kept in state, as bucket names are unique in the world", () => {
  const dev = bucket();
  expect(dev.one("aws_s3_bucket").bucket).toBe(`mlops-dev-artifacts-\${${dev.address("random_id")}.hex}`);
});

test("the bucket is versioned, encrypted, owned by the account, and closed to the public", () => {
  const dev = bucket();
  expect(dev.one("aws_s3_bucket_versioning").versioning_configuration).toEqual({ status: "Enabled" });
  expect(dev.one("aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
    { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" }, blocked_encryption_types: ["SSE-C"] },
  ]);
  expect(dev.one("aws_s3_bucket_ownership_controls").rule).toEqual({ object_ownership: "BucketOwnerEnforced" });
  expect(dev.one("aws_s3_bucket_public_access_block")).toMatchObject({
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
});

test("the bucket refuses what does not come by TLS", () => {
  expect(statements(bucket().one("aws_s3_bucket_policy").policy)).toEqual([
    expect.objectContaining({
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
  ]);
});

test("replaced and deleted objects are kept for 30 days and abandoned uploads for 7", () => {
  const [rule] = bucket().one("aws_s3_bucket_lifecycle_configuration").rule as Record<string, unknown>[];
  expect(rule).toMatchObject({
    status: "Enabled",
    noncurrent_version_expiration: [{ noncurrent_days: 30 }],
    abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
  });
});

test("with a key of its own the bucket uses KMS with a bucket key", () => {
  expect(bucket({ encryptionKeyArn: KEY }).one("aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
    {
      apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: KEY },
      bucket_key_enabled: true,
      blocked_encryption_types: ["SSE-C"],
    },
  ]);
});

test("dev empties its bucket on destroy; prod refuses to destroy it; protection decides either way", () => {
  expect(bucket().one("aws_s3_bucket")).toMatchObject({ force_destroy: true });
  expect(bucket().one("aws_s3_bucket")).not.toHaveProperty("lifecycle");
  const prod = bucket({ size: Size.PROD }).one("aws_s3_bucket");
  expect(prod).toMatchObject({ force_destroy: false, lifecycle: { prevent_destroy: true } });
  expect(bucket({ size: Size.PROD, protection: false }).one("aws_s3_bucket")).toMatchObject({ force_destroy: true });
});
