import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Id } from "@cdktf/provider-random/lib/id";
import { Construct, type IConstruct } from "constructs";
import { NameRules, Problems, Sizes } from "../core";
import { AccessLogs, type IAccessLogs } from "./access-logs";
import type { AwsPartProps } from "./part";
import { checkArtifactStoreAttributes } from "./private/check-attributes";
import { DEFAULT_ARTIFACT_PREFIX, DEFAULT_NONCURRENT_DAYS, checkArtifacts } from "./private/checks";
import { Optional } from "./private/optional";
import { secureBucket } from "./private/secure-bucket";

/** The place of MLflow's artifacts in S3. */
export interface IArtifactStore extends IConstruct {
  readonly bucketName: string;
  readonly bucketArn: string;
  /** Where artifacts begin in the bucket, without slashes at either end: `mlflow`. */
  readonly artifactPrefix: string;
  /** KMS key of the bucket, when it has one of its own. */
  readonly encryptionKeyArn?: string;
}

/** What a team may choose about the artifacts' bucket. */
export interface ArtifactSettings {
  /** Where artifacts begin in the bucket. @default - "mlflow" */
  readonly artifactPrefix?: string;
  /** ARN of a KMS key. @default - S3's own key (SSE-S3) */
  readonly encryptionKeyArn?: string;
  /** Days after which a replaced or deleted object is gone for good. @default - 30 */
  readonly noncurrentVersionDays?: number;
}

export interface ArtifactStoreProps extends AwsPartProps, ArtifactSettings {
  /** Refuses to destroy the bucket; otherwise a destroy empties and deletes it. @default - false in dev, true in prod */
  readonly protection?: boolean;
  /** Where the bucket's access logs go. @default - none are kept */
  readonly accessLogs?: IAccessLogs;
}

/** A bucket that exists already. */
export interface ArtifactStoreAttributes {
  readonly bucketName: string;
  /** ARN of the bucket; buckets outside the partition `aws` need it. @default - "arn:aws:s3:::<bucketName>" */
  readonly bucketArn?: string;
  /** @default - "mlflow" */
  readonly artifactPrefix?: string;
  /** ARN of the bucket's KMS key. @default - none */
  readonly encryptionKeyArn?: string;
}

/**
 * The S3 bucket of MLflow's artifacts: versioned, encrypted, closed to the public, TLS only. Its name is
 * `<prefix>-artifacts-<8 hexadecimal digits>`, the end kept in state, as bucket names are unique in the world.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export class ArtifactStore extends Construct implements IArtifactStore {
  /**
   * Brings your own bucket.
   * @throws ValidationError for a bucket name, an ARN or a prefix that S3 would not take
   */
  public static fromArtifactStoreAttributes(
    scope: Construct,
    id: string,
    attributes: ArtifactStoreAttributes,
  ): IArtifactStore {
    return new ImportedArtifactStore(scope, id, attributes);
  }

  public readonly bucketName: string;
  public readonly bucketArn: string;
  public readonly artifactPrefix: string;
  public readonly encryptionKeyArn?: string;

  /** @throws ValidationError for a name, prefix or number of days out of range */
  constructor(scope: Construct, id: string, props: ArtifactStoreProps) {
    super(scope, id);
    this.artifactPrefix = props.artifactPrefix ?? DEFAULT_ARTIFACT_PREFIX;
    this.encryptionKeyArn = props.encryptionKeyArn;
    const protection = props.protection ?? Sizes.defaults(props.size).protection;
    const problems = new Problems(this);
    NameRules.check(problems, "prefix", props.prefix, NameRules.PREFIX);
    checkArtifacts(problems, props);
    problems.throwIfAny();

    const suffix = new Id(this, "Suffix", { byteLength: 4 });
    const bucket = new S3Bucket(this, "Resource", {
      bucket: `${props.prefix}-artifacts-${suffix.hex}`,
      forceDestroy: !protection,
      tags: props.tags,
      lifecycle: protection ? { preventDestroy: true } : undefined,
    });
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    secureBucket(this, bucket, {
      encryptionKeyArn: this.encryptionKeyArn,
      noncurrentDays: props.noncurrentVersionDays ?? DEFAULT_NONCURRENT_DAYS,
    });
    if (props.accessLogs !== undefined) {
      const { S3BucketLoggingA } = Optional.s3BucketLogging();
      new S3BucketLoggingA(this, "Logging", {
        bucket: bucket.id,
        targetBucket: props.accessLogs.bucketName,
        targetPrefix: AccessLogs.S3_PREFIX,
        dependsOn: props.accessLogs.deliverable,
      });
    }
  }
}

class ImportedArtifactStore extends Construct implements IArtifactStore {
  public readonly bucketName: string;
  public readonly bucketArn: string;
  public readonly artifactPrefix: string;
  public readonly encryptionKeyArn?: string;

  constructor(scope: Construct, id: string, attributes: ArtifactStoreAttributes) {
    super(scope, id);
    this.bucketName = attributes.bucketName;
    this.bucketArn = attributes.bucketArn ?? `arn:aws:s3:::${attributes.bucketName}`;
    this.artifactPrefix = attributes.artifactPrefix ?? DEFAULT_ARTIFACT_PREFIX;
    this.encryptionKeyArn = attributes.encryptionKeyArn;
    const problems = new Problems(this);
    checkArtifactStoreAttributes(problems, attributes);
    problems.throwIfAny();
  }
}
