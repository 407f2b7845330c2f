import type { Account } from "../../simulator/account";
import { stageFailure, type StorageAccess, type StorageSimulator } from "../../snowflake/storage";
import { accountOf } from "./arn";
import { evaluate } from "./identities/evaluate";
import { parsePolicy } from "./identities/grammar";
import { assume } from "./identities/sessions";
import type { RoleSession } from "./identities/sessions";
import { type Attributes, UnknownElementError, needText, text } from "../../simulator/readers";

/** What is asked of S3: a list of a prefix, or something done to an object. */
interface BucketRequest {
  readonly action: string;
  readonly prefix?: string;
  readonly key?: string;
}

/** Amazon S3 as Snowflake's storage integrations reach it: role, the role's policies and the bucket's. */
export class AwsStorage implements StorageSimulator {
  public readonly schemes = ["s3"];

  constructor(private readonly account: Account) {}

  public open(integration: Attributes, location: string): StorageAccess {
    const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location) ?? [];
    if (bucket === "") throw new UnknownElementError(`${location} is not a location in S3`);
    const session = assume(this.account, {
      roleArn: needText(integration, "storage_aws_role_arn", "snowflake_storage_integration"),
      user: needText(integration, "storage_aws_iam_user_arn", "snowflake_storage_integration"),
      externalId: needText(integration, "storage_aws_external_id", "snowflake_storage_integration"),
    });
    return {
      list: () => this.authorize(session, bucket, { action: "s3:ListBucket", prefix }),
      write: (path) => this.authorize(session, bucket, { action: "s3:PutObject", key: prefix + path }),
    };
  }

  private authorize(session: RoleSession, name: string, { action, key, prefix }: BucketRequest): void {
    const bucket = this.account.list("aws_s3_bucket").find(({ values }) => values.bucket === name)?.values;
    if (bucket === undefined)
      throw stageFailure("The specified bucket does not exist", 404, "NoSuchBucket", `there is no bucket ${name}`);
    const own = this.account.list("aws_s3_bucket_policy").find(({ values }) => values.bucket === name)?.values;
    const document = own === undefined ? undefined : text(own, "policy");
    const arn = needText(bucket, "arn", "aws_s3_bucket");
    const decision = evaluate({
      identity: session,
      action,
      resource: key === undefined ? arn : `${arn}/${key}`,
      account: accountOf(session.roleArn),
      resourcePolicy: document === undefined ? undefined : parsePolicy(document, "resource"),
      context: {
        "s3:prefix": prefix,
        "aws:PrincipalArn": session.roleArn,
        "aws:PrincipalAccount": accountOf(session.roleArn),
        "aws:PrincipalType": "AssumedRole",
        "aws:SecureTransport": "true",
      },
    });
    if (decision === "allow") return;
    throw stageFailure("Access Denied", 403, "AccessDenied", `${decision} of ${action} for ${session.roleArn}`);
  }
}
