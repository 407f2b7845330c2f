import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Id } from "@cdktf/provider-random/lib/id";
import { Construct } from "constructs";
import { NameRules, Problems } from "../core";
import { checkKey } from "./private/checks";
import { Optional } from "./private/optional";
import { secureBucket } from "./private/secure-bucket";
import { checkLock } from "./private/state";
import { StateLock } from "./state";

/** What a team may choose about the place of its states. */
export interface StateBackendSettings {
  /** How a state is locked. @default - StateLock.FILE, which needs no table */
  readonly lock?: StateLock;
  /** ARN of a KMS key that encrypts the states. @default - S3's own key (SSE-S3) */
  readonly encryptionKeyArn?: string;
  /** Days for which an earlier version of a state can be restored. @default - 90 */
  readonly noncurrentVersionDays?: number;
  /** Refuses to destroy the bucket. Even without it S3 keeps a bucket that still holds a version of a state. @default - true */
  readonly protection?: boolean;
}

export interface StateBackendProps extends StateBackendSettings {
  /** Beginning of the names: 2 to 20 lower-case letters, digits and single hyphens. */
  readonly prefix: string;
  /** Tags of bucket and table. @default - none */
  readonly tags?: Record<string, string>;
}

const DEFAULT_DAYS = 90;

/**
 * The S3 bucket of Terraform's states, one for all environments of a team: versioned, encrypted, closed to the public, TLS
 * only, never emptied by a destroy. Its name is `<prefix>-tfstate-<8 hexadecimal digits>`; with `StateLock.DYNAMODB` a table
 * of the same name holds the locks. It belongs into a stack of its own, which is deployed before all others.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
export class StateBackend extends Construct {
  public readonly bucketName: string;
  public readonly bucketArn: string;
  public readonly lock: StateLock;
  /** Table of the locks; none with `StateLock.FILE`. */
  public readonly lockTableName?: string;
  public readonly encryptionKeyArn?: string;

  /** @throws ValidationError for a prefix, lock, key or number of days that AWS would not take */
  constructor(scope: Construct, id: string, props: StateBackendProps) {
    super(scope, id);
    this.lock = props.lock ?? StateLock.FILE;
    this.encryptionKeyArn = props.encryptionKeyArn;
    const protection = props.protection ?? true;
    const noncurrentDays = props.noncurrentVersionDays ?? DEFAULT_DAYS;
    const problems = new Problems(this);
    NameRules.check(problems, "prefix", props.prefix, NameRules.PREFIX);
    checkLock(problems, "lock", props.lock);
    checkKey(problems, props.encryptionKeyArn);
    problems.check(
      Number.isInteger(noncurrentDays) && noncurrentDays >= 1,
      "noncurrentVersionDays",
      noncurrentDays,
      "a lifecycle rule counts whole days from 1",
      `Write for example ${DEFAULT_DAYS}`,
    );
    problems.throwIfAny();

    const suffix = new Id(this, "Suffix", { byteLength: 4 });
    const bucket = new S3Bucket(this, "Resource", {
      bucket: `${props.prefix}-tfstate-${suffix.hex}`,
      tags: props.tags,
      lifecycle: protection ? { preventDestroy: true } : undefined,
    });
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    secureBucket(this, bucket, { encryptionKeyArn: props.encryptionKeyArn, noncurrentDays });
    if (this.lock === StateLock.DYNAMODB) this.lockTableName = this.table(bucket, props.tags);
  }

  /** Holds nothing that lasts: going over to StateLock.FILE deletes it. */
  private table(bucket: S3Bucket, tags: Record<string, string> | undefined): string {
    const { DynamodbTable } = Optional.dynamodbTable();
    return new DynamodbTable(this, "Locks", {
      name: bucket.bucket,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "LockID",
      attribute: [{ name: "LockID", type: "S" }],
      tags,
    }).name;
  }
}
