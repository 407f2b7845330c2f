import type { RuleContext } from "../../../simulator/rule";
import { makeArn } from "../arn";
import { parsePolicy, type Statement } from "../policy-grammar";
import { wildcard } from "../role-access";
import { accountId } from "../session";
import { block, blocks, text } from "../values";

function lets(statement: Statement, services: readonly string[], object: string, account: string): boolean {
  return (
    statement.principals.some(
      (entry) => entry.type === "Service" && services.some((service) => entry.value === `${service}.amazonaws.com`),
    ) &&
    statement.actions.some((action) => wildcard(action.toLowerCase(), "s3:putobject")) &&
    statement.resources.some((resource) => wildcard(resource, object)) &&
    statement.conditions.every(
      ({ key, values }) => key.toLowerCase() !== "aws:sourceaccount" || values.includes(account),
    )
  );
}

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
  const statements = policy === undefined ? [] : parsePolicy(policy, "resource");
  const object = makeArn(context, "s3", `${bucket}/${key}`, { region: "", account: "" });
  const own = statements.filter((statement) => lets(statement, services, object, accountId(account)));
  return own.some((statement) => statement.effect === "Allow") && !own.some((statement) => statement.effect === "Deny")
    ? undefined
    : `the policy of the bucket ${bucket} does not let ${services.join(" or ")}.amazonaws.com put ${key}`;
}

/** The test object that Elastic Load Balancing writes when a bucket is set. */
export function loadBalancerLogKey(context: RuleContext, prefix: string | undefined): string {
  const begin = prefix === undefined ? "" : `${prefix}/`;
  return `${begin}AWSLogs/${accountId(context.account)}/ELBAccessLogTestFile`;
}
