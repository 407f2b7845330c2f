import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Id } from "@cdktf/provider-random/lib/id";
import type { ITerraformDependable } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { NameRules, Problems, Sizes } from "../core";
import { AwsAccount } from "./account";
import type { AwsPartProps } from "./part";
import { DEFAULT_NONCURRENT_DAYS, checkAccessLogs } from "./private/checks";
import { secureBucket } from "./private/secure-bucket";

/** Where S3 and the load balancer write who asked for what. */
export interface IAccessLogs extends IConstruct {
  readonly bucketName: string;
  /** What must exist before a log can be delivered: the policy that lets AWS write. */
  readonly deliverable: ITerraformDependable[];
}

/** What a team may choose about access logs. */
export interface AccessLogSettings {
  /** Access logs of the artifacts' bucket and of the load balancer. The gateway's are a setting of the gateway. @default - false in dev, true in prod */
  readonly enabled?: boolean;
  /** Days that they are kept. @default - as the servers' logs by default: 14 in dev, 90 in prod */
  readonly retentionDays?: number;
}

export interface AccessLogsProps extends AwsPartProps, AccessLogSettings {
  /** Refuses to destroy the bucket; otherwise a destroy empties and deletes it. @default - false in dev, true in prod */
  readonly protection?: boolean;
}

/**
 * The bucket of access logs: of the artifacts' bucket under `s3/`, of the load balancer under `load-balancer/`. It has S3's
 * own encryption, as neither S3 nor the load balancer delivers logs to a bucket with a KMS key.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export class AccessLogs extends Construct implements IAccessLogs {
  /** Where S3's server access logs begin in the bucket. */
  public static readonly S3_PREFIX = "s3/";
  /** Where the load balancer's access logs begin in the bucket, without a slash at the end. */
  public static readonly LOAD_BALANCER_PREFIX = "load-balancer";

  public readonly bucketName: string;
  public readonly deliverable: ITerraformDependable[];

  /** @throws ValidationError for a name or a number of days out of range */
  constructor(scope: Construct, id: string, props: AccessLogsProps) {
    super(scope, id);
    const problems = new Problems(this);
    NameRules.check(problems, "prefix", props.prefix, NameRules.PREFIX);
    checkAccessLogs(problems, props);
    problems.throwIfAny();

    const defaults = Sizes.defaults(props.size);
    const protection = props.protection ?? defaults.protection;
    const suffix = new Id(this, "Suffix", { byteLength: 4 });
    const bucket = new S3Bucket(this, "Resource", {
      bucket: `${props.prefix}-access-logs-${suffix.hex}`,
      forceDestroy: !protection,
      tags: props.tags,
      lifecycle: protection ? { preventDestroy: true } : undefined,
    });
    this.bucketName = bucket.bucket;
    const { accountId } = AwsAccount.of(this);
    const policy = secureBucket(this, bucket, {
      encryptionKeyArn: undefined,
      noncurrentDays: DEFAULT_NONCURRENT_DAYS,
      expirationDays: props.retentionDays ?? defaults.logRetentionDays,
      statements: [
        {
          Sid: "S3Logs",
          Effect: "Allow",
          Principal: { Service: "logging.s3.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${bucket.arn}/${AccessLogs.S3_PREFIX}*`,
          // S3 acts for every account: only this one's buckets may log here.
          Condition: { StringEquals: { "aws:SourceAccount": accountId } },
        },
        {
          // AWS recommends this principal for every region; older pages name an account a region.
          Sid: "LoadBalancerLogs",
          Effect: "Allow",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${bucket.arn}/${AccessLogs.LOAD_BALANCER_PREFIX}/AWSLogs/${accountId}/*`,
        },
      ],
    });
    this.deliverable = [policy];
  }
}
