import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Id } from "@cdktf/provider-random/lib/id";
import { Construct } from "constructs";
import { Sizes } from "../../core";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import { ACCESS_LOG_PREFIXES } from "../access-logs/defaults";
import type { IAccessLogs } from "../access-logs/interface";
import type { AwsComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { OptionalBindings } from "../optional-bindings";
import { secureBucket } from "../secure-bucket";
import { ImportedArtifactStore } from "./attributes";
import { ARTIFACTS } from "./checks";
import type { IArtifactStore } from "./interface";
import { resolveArtifacts } from "./defaults";
import { artifactsDestination, snowflakeLocation } from "./location";
import type { ArtifactSettings, ArtifactStoreAttributes } from "./settings";

export interface ArtifactStoreProps extends AwsComponentProps, ArtifactSettings {
  /** Refuses to destroy the bucket; otherwise a destroy empties and deletes it. @default - false in dev, true in prod */
  readonly protection?: boolean;
  /** Where the bucket's access logs go. @default - none are kept */
  readonly accessLogs?: IAccessLogs;
}

/**
 * The S3 bucket of MLflow's artifacts: versioned, encrypted, without public access, TLS only. Its name is
 * `<prefix>-artifacts-<8 hexadecimal digits>`, with the end kept in the state, because bucket names are globally unique.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export class ArtifactStore extends Construct implements IArtifactStore {
  /**
   * Uses an existing bucket.
   * @throws ValidationError for a bucket name, an ARN or a prefix that S3 would reject
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
  public readonly artifactsDestination: string;
  public readonly snowflakeLocation: string;
  public readonly encryptionKeyArn?: string;

  /** @throws ValidationError for a name, prefix or number of days out of range */
  constructor(scope: Construct, id: string, props: ArtifactStoreProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(ARTIFACTS), props.size);
    const { artifactPrefix, noncurrentVersionDays } = resolveArtifacts(props);
    this.artifactPrefix = artifactPrefix;
    this.encryptionKeyArn = props.encryptionKeyArn;
    const protection = props.protection ?? Sizes.defaults(props.size).protection;

    const suffix = new Id(this, "Suffix", { byteLength: 4 });
    const bucket = new S3Bucket(this, "Resource", {
      bucket: `${props.prefix}-artifacts-${suffix.hex}`,
      forceDestroy: !protection,
      tags: props.tags,
      lifecycle: protection ? { preventDestroy: true } : undefined,
    });
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    this.artifactsDestination = artifactsDestination(this);
    this.snowflakeLocation = snowflakeLocation(this);
    secureBucket(this, bucket, {
      encryptionKeyArn: this.encryptionKeyArn,
      noncurrentDays: noncurrentVersionDays,
    });
    if (props.accessLogs !== undefined) {
      const { S3BucketLoggingA } = OptionalBindings.s3BucketLogging();
      new S3BucketLoggingA(this, "Logging", {
        bucket: bucket.id,
        targetBucket: props.accessLogs.bucketName,
        targetPrefix: ACCESS_LOG_PREFIXES.s3,
        dependsOn: dependenciesFor(this, props.accessLogs.dependencies),
      });
    }
  }
}
