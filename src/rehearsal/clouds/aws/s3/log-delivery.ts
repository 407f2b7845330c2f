import type { RuleContext } from "../../../simulator/rule";
import { makeArn } from "../arn";
import { letsService } from "../identities/access";
import { parsePolicy } from "../identities/grammar";
import { accountId } from "../session";
import { block, blocks, text } from "../../../simulator/readers";

/**
 * Why a service of AWS can't write a log object into a bucket; undefined when it can. An Allow by ACL does not count: buckets
 * have none by default.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function deliveryProblem(
  context: RuleContext,
  bucket: string,
  services: readonly string[],
  key: string,
): string | undefined {
  const { account } = context;
  const encryption = account.get("aws_s3_bucket_server_side_encryption_configuration", bucket);
  const algorithms = blocks(encryption, "rule").map((rule) =>
    text(block(rule, "apply_server_side_encryption_by_default"), "sse_algorithm"),
  );
  if (algorithms.some((algorithm) => algorithm?.startsWith("aws:kms") === true))
    return `the bucket ${bucket} is encrypted by KMS, and logs are delivered to buckets with SSE-S3 alone`;
  const policy = text(account.get("aws_s3_bucket_policy", bucket), "policy");
  const request = {
    action: "s3:PutObject",
    resource: makeArn(context, "s3", `${bucket}/${key}`, { region: "", account: "" }),
    context: { "s3:x-amz-acl": "bucket-owner-full-control" },
  };
  const statements = policy === undefined ? [] : parsePolicy(policy, "resource");
  return services.some((name) => letsService(context, statements, { ...request, service: `${name}.amazonaws.com` }))
    ? undefined
    : `the policy of the bucket ${bucket} does not let ${services.join(" or ")}.amazonaws.com put ${key}`;
}

/** The test object that Elastic Load Balancing writes when a bucket is set. */
export function loadBalancerLogKey(context: RuleContext, prefix: string | undefined): string {
  const begin = prefix === undefined ? "" : `${prefix}/`;
  return `${begin}AWSLogs/${accountId(context.account)}/ELBAccessLogTestFile`;
}
