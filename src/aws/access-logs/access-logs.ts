import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Id } from "@cdktf/provider-random/lib/id";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Sizes } from "../../core";
import { checkOnce } from "../../core/checks";
import { AwsAccount } from "../account";
import type { AwsComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { secureBucket } from "../secure-bucket";
import { ACCESS_LOGS } from "./checks";
import { ACCESS_LOG_PREFIXES, resolveAccessLogs } from "./defaults";
import type { IAccessLogs } from "./interface";
import type { AccessLogSettings } from "./settings";

/** Days after which a log that a lifecycle rule removed is gone from the versioned bucket too. */
const NONCURRENT_DAYS = 30;

export interface AccessLogsProps extends AwsComponentProps, AccessLogSettings {
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
  public readonly bucketName: string;
  public readonly dependencies: ITerraformDependable[];

  /** @throws ValidationError for a name or a number of days out of range */
  constructor(scope: Construct, id: string, props: AccessLogsProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(ACCESS_LOGS), props.size);
    const { retentionDays } = resolveAccessLogs(props, props.size);
    const protection = props.protection ?? Sizes.defaults(props.size).protection;
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
      noncurrentDays: NONCURRENT_DAYS,
      expirationDays: retentionDays,
      statements: [
        {
          Sid: "S3Logs",
          Effect: "Allow",
          Principal: { Service: "logging.s3.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${bucket.arn}/${ACCESS_LOG_PREFIXES.s3}*`,
          // S3 delivers for every account: only this account's buckets may log here.
          Condition: { StringEquals: { "aws:SourceAccount": accountId } },
        },
        {
          // AWS recommends this principal for every region; older pages list an account per region.
          Sid: "LoadBalancerLogs",
          Effect: "Allow",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${bucket.arn}/${ACCESS_LOG_PREFIXES.loadBalancer}/AWSLogs/${accountId}/*`,
        },
      ],
    });
    this.dependencies = [policy];
  }
}
