import { block, blocks, isSet, isTrue, number, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, RuleContext, Values } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { makeArn } from "../arn";
import {
  bindPrincipals,
  checkPolicy,
  readPrincipals,
  validatePolicyAttribute,
  type PolicyRefusal,
} from "../identities/attached-policy";
import type { Statement } from "../identities/grammar";
import { needKey } from "../lookup";
import { deliveryProblem } from "./log-delivery";

const ACTIONS = [
  "expiration",
  "transition",
  "noncurrent_version_expiration",
  "noncurrent_version_transition",
  "abort_incomplete_multipart_upload",
];

/**
 * What a rule leaves out is the empty value in some places and no value in others.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/s3/bucket_lifecycle_configuration.go
 */
function planLifecycleRule(rule: Values): void {
  fill(rule, { prefix: "" });
  for (const expiration of blocks(rule, "expiration"))
    fill(expiration, { days: 0, expired_object_delete_marker: false });
  for (const filter of blocks(rule, "filter")) {
    fill(filter, { prefix: "", object_size_greater_than: null, object_size_less_than: null });
    for (const and of blocks(filter, "and"))
      fill(and, { prefix: "", object_size_greater_than: 0, object_size_less_than: 0 });
  }
  for (const name of ["noncurrent_version_expiration", "noncurrent_version_transition"])
    for (const noncurrent of blocks(rule, name)) fill(noncurrent, { newer_noncurrent_versions: null });
}

function checkLifecycleRule(rule: Values): void {
  const id = text(rule, "id") ?? "";
  if (id.length > 255) refuse("InvalidArgument: ID length should not exceed allowed limit of 255", "rule");
  if (!ACTIONS.some((name) => isSet(rule, name)))
    refuse(`InvalidRequest: At least one action needs to be specified in a rule (${id})`, "rule");
  for (const name of ["transition", "noncurrent_version_transition"])
    for (const transition of blocks(rule, name)) {
      const days = number(transition, "days") ?? number(transition, "noncurrent_days");
      const storage = text(transition, "storage_class") ?? "";
      if (["STANDARD_IA", "ONEZONE_IA"].includes(storage) && days !== undefined && days < 30)
        refuse(
          `InvalidArgument: 'Days' in Transition action must be greater than or equal to 30 for storageClass '${storage}'`,
          "rule",
        );
    }
  const upload = block(rule, "abort_incomplete_multipart_upload");
  if (upload && block(rule, "filter") && blocks(block(rule, "filter"), "tag").length > 0)
    refuse("InvalidRequest: AbortIncompleteMultipartUpload cannot be specified with Tags.", "rule");
}

function checkEncryption(context: CreateContext): void {
  for (const rule of blocks(context.values, "rule")) {
    const byDefault = block(rule, "apply_server_side_encryption_by_default");
    const key = text(byDefault, "kms_master_key_id");
    if (key !== undefined && text(byDefault, "sse_algorithm") === "AES256")
      refuse(
        "InvalidArgument: a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
        "rule",
      );
    needKey(context, key, "rule");
  }
}

const BUCKET_POLICY: PolicyRefusal = {
  kind: "resource",
  malformed: "MalformedPolicy",
  principal: "MalformedPolicy: Invalid principal in policy",
  maxLength: 20_480,
};

/** S3 calls a policy public when a statement allows everybody without a fixed condition. */
function isPublic(statement: Statement): boolean {
  return (
    statement.effect === "Allow" &&
    statement.conditions.length === 0 &&
    statement.principals.some((entry) => entry.type === "AWS" && entry.value === "*")
  );
}

/** New buckets block public policies until a public access block says otherwise. */
function blocksPublicPolicy(context: RuleContext, bucket: string): boolean {
  const own = context.account.get("aws_s3_bucket_public_access_block", bucket);
  return own === undefined || isTrue(own, "block_public_policy");
}

function checkBucketPolicy(context: CreateContext): void {
  const bucket = text(context.values, "bucket") ?? "";
  const json = text(context.values, "policy") ?? "";
  const arn = makeArn(context, "s3", bucket, { region: "", account: "" });
  const statements = checkPolicy(context, json, "policy", BUCKET_POLICY);
  for (const statement of statements) {
    const elsewhere = [...statement.resources, ...statement.notResources].find(
      (resource) => resource !== arn && !resource.startsWith(`${arn}/`) && resource !== `${arn}*`,
    );
    if (elsewhere !== undefined)
      refuse(`MalformedPolicy: Policy has invalid resource: ${elsewhere} is not in ${arn}`, "policy");
    const foreign = statement.actions.find((action) => action !== "*" && !/^s3:/i.test(action));
    if (foreign !== undefined) refuse(`MalformedPolicy: Policy has invalid action: ${foreign}`, "policy");
  }
  if (statements.some(isPublic) && blocksPublicPolicy(context, bucket))
    refuse(
      `AccessDenied: not authorized to perform: s3:PutBucketPolicy on resource: "${arn}" because public policies are blocked by the BlockPublicPolicy setting in S3 Block Public Access`,
      "policy",
    );
  bindPrincipals(context, bucket, json, "resource");
}

const statusOf = (values: Values): string | undefined => text(block(values, "versioning_configuration"), "status");

/** Configurations of a bucket, each with an id that is the bucket's name. */
export const satelliteActs: Readonly<Record<string, Acts>> = {
  aws_s3_bucket_versioning: {
    plan: ({ prior, planned, error }) => {
      for (const versioning of blocks(planned, "versioning_configuration")) fill(versioning, { mfa_delete: "" });
      if (prior !== undefined && statusOf(planned) === "Disabled" && statusOf(prior) !== "Disabled")
        error(
          "versioning_configuration.status cannot be updated from 'Enabled' or 'Suspended' to 'Disabled'",
          "versioning_configuration",
        );
    },
  },
  // A new bucket refuses customers' own keys (SSE-C) unless it is told otherwise, and the provider takes that answer for a change:
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html
  aws_s3_bucket_server_side_encryption_configuration: {
    check: checkEncryption,
    read: ({ values }) => {
      for (const rule of blocks(values, "rule"))
        if (!isSet(rule, "blocked_encryption_types")) rule.blocked_encryption_types = ["SSE-C"];
    },
  },
  aws_s3_bucket_lifecycle_configuration: {
    plan: ({ planned }) => blocks(planned, "rule").forEach(planLifecycleRule),
    check: ({ values }) => {
      const rules = blocks(values, "rule");
      const ids = rules.map((rule) => text(rule, "id") ?? "");
      const double = ids.find((id, index) => ids.indexOf(id) !== index);
      if (double !== undefined)
        refuse(`InvalidArgument: Rule ID must be unique. Found same ID for more than one rule: ${double}`, "rule");
      rules.forEach(checkLifecycleRule);
    },
  },
  aws_s3_bucket_logging: {
    // S3 takes it, and delivers nothing.
    check: (context) => {
      const { values } = context;
      const key = `${text(values, "target_prefix") ?? ""}2026-01-01-00-00-00-0123456789ABCDEF`;
      const problem = deliveryProblem(context, text(values, "target_bucket") ?? "", ["logging.s3"], key);
      if (problem !== undefined) refuse(`no access log would be delivered: ${problem}`, "target_bucket");
    },
  },
  aws_s3_bucket_policy: {
    validate: (context) => validatePolicyAttribute(context, "policy"),
    check: checkBucketPolicy,
    read: (context) => {
      const { values } = context;
      values.policy = readPrincipals(context, String(values.id), text(values, "policy") ?? "");
    },
  },
};
