import type { Row } from "../row";

const BUCKET = "arn:aws:s3:::{bucket|bucket_prefix*}";
const ITS_BUCKET = "arn:aws:s3:::{bucket.bucket|bucket.bucket_prefix*}";

/** A setting of a bucket. */
function setting(read: string, write: string, remove = write): Row {
  return { on: [ITS_BUCKET], create: write, read: `s3:ListBucket ${read}`, update: write, delete: remove };
}

const SECRET = "arn:aws:secretsmanager:{region}:{account}:secret:{name|name_prefix*}-*";
const ITS_SECRET = "arn:aws:secretsmanager:{region}:{account}:secret:{secret_id.name|secret_id.name_prefix*}-*";
const KEY = "arn:aws:kms:{region}:{account}:key/*";

/** Buckets, tables, secrets and keys. */
export const storage: Record<string, Row> = {
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
  aws_s3_bucket: {
    on: [BUCKET],
    create: "s3:CreateBucket s3:PutBucketTagging s3:TagResource",
    read: `s3:ListBucket s3:GetBucketLocation s3:GetBucketPolicy s3:GetBucketAcl s3:GetBucketCORS s3:GetBucketWebsite
      s3:GetBucketVersioning s3:GetAccelerateConfiguration s3:GetBucketRequestPayment s3:GetBucketLogging
      s3:GetLifecycleConfiguration s3:GetReplicationConfiguration s3:GetEncryptionConfiguration
      s3:GetBucketObjectLockConfiguration s3:GetBucketTagging s3:ListTagsForResource`,
    update: "s3:PutBucketTagging s3:TagResource s3:UntagResource",
    delete: "s3:DeleteBucket",
    when: [
      {
        attribute: "force_destroy",
        on: [BUCKET, `${BUCKET}/*`],
        actions: "s3:ListBucketVersions s3:DeleteObject s3:DeleteObjectVersion",
      },
    ],
  },
  aws_s3_bucket_versioning: setting("s3:GetBucketVersioning", "s3:PutBucketVersioning"),
  aws_s3_bucket_public_access_block: setting("s3:GetBucketPublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
  aws_s3_bucket_ownership_controls: setting("s3:GetBucketOwnershipControls", "s3:PutBucketOwnershipControls"),
  aws_s3_bucket_server_side_encryption_configuration: setting(
    "s3:GetEncryptionConfiguration",
    "s3:PutEncryptionConfiguration",
  ),
  aws_s3_bucket_lifecycle_configuration: setting("s3:GetLifecycleConfiguration", "s3:PutLifecycleConfiguration"),
  aws_s3_bucket_logging: setting("s3:GetBucketLogging", "s3:PutBucketLogging"),
  aws_s3_bucket_policy: setting("s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"),
  aws_s3_object: {
    on: [ITS_BUCKET, `${ITS_BUCKET}/{key}`],
    create: "s3:PutObject s3:PutObjectTagging",
    read: "s3:ListBucket s3:GetObject s3:GetObjectTagging",
    update: "s3:PutObject s3:PutObjectTagging",
    delete: "s3:ListBucketVersions s3:DeleteObject s3:DeleteObjectVersion",
  },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
  aws_dynamodb_table: {
    on: ["arn:aws:dynamodb:{region}:{account}:table/{name.bucket|name}"],
    create: "dynamodb:CreateTable dynamodb:TagResource dynamodb:UpdateContinuousBackups dynamodb:UpdateTimeToLive",
    read: "dynamodb:DescribeTable dynamodb:DescribeContinuousBackups dynamodb:DescribeTimeToLive dynamodb:ListTagsOfResource",
    update: `dynamodb:UpdateTable dynamodb:UpdateContinuousBackups dynamodb:UpdateTimeToLive dynamodb:TagResource
      dynamodb:UntagResource`,
    delete: "dynamodb:DeleteTable",
  },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
  aws_secretsmanager_secret: {
    on: [SECRET],
    create: "secretsmanager:CreateSecret secretsmanager:TagResource",
    read: "secretsmanager:DescribeSecret secretsmanager:GetResourcePolicy",
    update: "secretsmanager:UpdateSecret secretsmanager:TagResource secretsmanager:UntagResource",
    delete: "secretsmanager:DeleteSecret",
  },
  aws_secretsmanager_secret_version: {
    on: [ITS_SECRET],
    create: "secretsmanager:PutSecretValue",
    read: "secretsmanager:DescribeSecret secretsmanager:GetSecretValue",
    update: "secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage",
    delete: "secretsmanager:UpdateSecretVersionStage",
  },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
  aws_kms_key: {
    on: [KEY],
    create: "kms:CreateKey kms:TagResource kms:EnableKeyRotation kms:PutKeyPolicy",
    read: "kms:DescribeKey kms:GetKeyPolicy kms:GetKeyRotationStatus kms:ListResourceTags",
    update: `kms:EnableKeyRotation kms:DisableKeyRotation kms:PutKeyPolicy kms:UpdateKeyDescription kms:EnableKey
      kms:DisableKey kms:TagResource kms:UntagResource`,
    delete: "kms:ScheduleKeyDeletion",
  },
  aws_kms_alias: {
    on: ["arn:aws:kms:{region}:{account}:{name|name_prefix*|'alias/*'}", KEY],
    create: "kms:CreateAlias",
    read: "kms:ListAliases",
    update: "kms:UpdateAlias",
    delete: "kms:DeleteAlias",
  },
  aws_kms_key_policy: {
    on: [KEY],
    create: "kms:PutKeyPolicy",
    read: "kms:DescribeKey kms:GetKeyPolicy",
    update: "kms:PutKeyPolicy",
    delete: "kms:PutKeyPolicy",
  },
};
