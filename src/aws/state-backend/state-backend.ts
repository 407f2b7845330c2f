import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Id } from "@cdktf/provider-random/lib/id";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { OptionalBindings } from "../optional-bindings";
import { secureBucket } from "../secure-bucket";
import { STATE_BACKEND } from "./checks";
import { resolveStateBackend } from "./defaults";
import { StateLock, type StateBackendSettings } from "./settings";

export interface StateBackendProps extends StateBackendSettings {
  /** Beginning of the names: 2 to 20 lower-case letters, digits and single hyphens. */
  readonly prefix: string;
  /** Tags of bucket and table. @default - none */
  readonly tags?: Record<string, string>;
}

/**
 * The S3 bucket of Terraform's states, one for all environments of a team: versioned, encrypted, without public access, TLS
 * only, never emptied by a destroy. Its name is `<prefix>-tfstate-<8 hexadecimal digits>`; with `StateLock.DYNAMODB` a table
 * of the same name holds the locks. Use it in a separate stack, which is deployed before all others.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
export class StateBackend extends Construct {
  public readonly bucketName: string;
  public readonly bucketArn: string;
  public readonly lock: StateLock;
  /** Table of the locks; none with `StateLock.FILE`. */
  public readonly lockTableName?: string;
  public readonly encryptionKeyArn?: string;

  /** @throws ValidationError for a prefix, lock, key or number of days that AWS would reject */
  constructor(scope: Construct, id: string, props: StateBackendProps) {
    super(scope, id);
    checkOnce(this, props, STATE_BACKEND);
    const { lock, encryptionKeyArn, noncurrentVersionDays: noncurrentDays, protection } = resolveStateBackend(props);
    this.lock = lock;
    this.encryptionKeyArn = encryptionKeyArn;

    const suffix = new Id(this, "Suffix", { byteLength: 4 });
    const bucket = new S3Bucket(this, "Resource", {
      bucket: `${props.prefix}-tfstate-${suffix.hex}`,
      tags: props.tags,
      lifecycle: protection ? { preventDestroy: true } : undefined,
    });
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    secureBucket(this, bucket, { encryptionKeyArn, noncurrentDays });
    if (lock === StateLock.DYNAMODB) this.lockTableName = this.table(bucket, props.tags);
  }

  /** Holds locks only: a change to StateLock.FILE deletes it. */
  private table(bucket: S3Bucket, tags: Record<string, string> | undefined): string {
    const { DynamodbTable } = OptionalBindings.dynamodbTable();
    return new DynamodbTable(this, "Locks", {
      name: bucket.bucket,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "LockID",
      attribute: [{ name: "LockID", type: "S" }],
      tags,
    }).name;
  }
}
