import { createHash } from "node:crypto";
import type { CreateContext, ResourceRule, RuleContext, Values } from "../../../simulator/rule";
import { makeArn } from "../arn";
import { hexId } from "../ids";
import {
  bindPrincipals,
  checkPolicy,
  readPrincipals,
  validatePolicyAttribute,
  type PolicyRefusal,
} from "../identities/attached-policy";
import { needKey } from "../lookup";
import type { Statement } from "../identities/grammar";
import { deliveryProblem } from "./log-delivery";
import { block, blocks, isSet, isTrue, number, text } from "../../../simulator/readers";
import { fill, refuse } from "../../../simulator/writers";

function needBucket(context: CreateContext, attribute = "bucket"): string {
  const name = text(context.values, attribute) ?? "";
  if (!context.account.get("aws_s3_bucket", name))
    refuse(`NoSuchBucket: The specified bucket does not exist: ${name}`, attribute);
  return name;
}

/** A configuration of a bucket: its id is the bucket's name. */
function satellite(
  type: string,
  call: string,
  check: (context: CreateContext) => void = () => undefined,
): ResourceRule {
  return {
    type,
    cites: `https://docs.aws.amazon.com/AmazonS3/latest/API/API_${call}.html`,
    create: (context) => {
      context.values.id = needBucket(context);
      fill(context.values, { expected_bucket_owner: "" });
      check(context);
    },
    update: check,
  };
}

export const versioning: ResourceRule = {
  ...satellite("aws_s3_bucket_versioning", "PutBucketVersioning"),
  update: (context) => {
    const status = (values: Values): string | undefined => text(block(values, "versioning_configuration"), "status");
    if (status(context.values) === "Disabled" && status(context.prior) !== "Disabled")
      refuse(
        "versioning_configuration.status cannot be updated from 'Enabled' or 'Suspended' to 'Disabled'",
        "versioning_configuration",
      );
  },
};

export const publicAccessBlock = satellite("aws_s3_bucket_public_access_block", "PutPublicAccessBlock");
export const ownershipControls = satellite("aws_s3_bucket_ownership_controls", "PutBucketOwnershipControls");

/**
 * A new bucket refuses customers' own keys (SSE-C) unless it is told otherwise, and the provider takes that answer for a change.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html
 */
export const encryption: ResourceRule = {
  ...satellite("aws_s3_bucket_server_side_encryption_configuration", "PutBucketEncryption", (context) => {
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
  }),
  read: ({ values }) => {
    for (const rule of blocks(values, "rule"))
      if (!isSet(rule, "blocked_encryption_types")) rule.blocked_encryption_types = ["SSE-C"];
  },
};

const ACTIONS = [
  "expiration",
  "transition",
  "noncurrent_version_expiration",
  "noncurrent_version_transition",
  "abort_incomplete_multipart_upload",
];

export const lifecycle: ResourceRule = {
  ...satellite("aws_s3_bucket_lifecycle_configuration", "PutBucketLifecycleConfiguration", (context) => {
    const ids = blocks(context.values, "rule").map((rule) => text(rule, "id") ?? "");
    const double = ids.find((id, index) => ids.indexOf(id) !== index);
    if (double !== undefined)
      refuse(`InvalidArgument: Rule ID must be unique. Found same ID for more than one rule: ${double}`, "rule");
    for (const rule of blocks(context.values, "rule")) checkLifecycleRule(rule);
  }),
  plan: ({ planned }) => {
    for (const rule of blocks(planned, "rule")) planLifecycleRule(rule);
  },
};

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

export const logging = satellite("aws_s3_bucket_logging", "PutBucketLogging", (context) => {
  const target = text(context.values, "target_bucket") ?? "";
  if (!context.account.get("aws_s3_bucket", target))
    refuse(`InvalidTargetBucketForLogging: The target bucket for logging does not exist: ${target}`, "target_bucket");
  // S3 takes it, and delivers nothing.
  const key = `${text(context.values, "target_prefix") ?? ""}2026-01-01-00-00-00-0123456789ABCDEF`;
  const problem = deliveryProblem(context, target, ["logging.s3"], key);
  if (problem !== undefined) refuse(`no access log would be delivered: ${problem}`, "target_bucket");
});

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

export const bucketPolicy: ResourceRule = {
  ...satellite("aws_s3_bucket_policy", "PutBucketPolicy", checkBucketPolicy),
  validate: (context) => {
    validatePolicyAttribute(context, "policy");
  },
  read: (context) => {
    context.values.policy = readPrincipals(context, String(context.values.id), text(context.values, "policy") ?? "");
  },
};

/**
 * An object. What others write into a bucket is counted in the account's memory `s3:<bucket>`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export const object: ResourceRule = {
  type: "aws_s3_object",
  cites: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html",
  validate: (context) => {
    const bodies = ["content", "content_base64", "source"].filter((name) => isSet(context.config, name));
    if (bodies.length > 1)
      context.error(`"${bodies[0] ?? ""}": conflicts with ${bodies.slice(1).join(", ")}`, "content");
  },
  create: (context) => {
    const { account, values } = context;
    const bucket = needBucket(context);
    const key = text(values, "key") ?? "";
    const versioned =
      text(block(account.get("aws_s3_bucket_versioning", bucket), "versioning_configuration"), "status") === "Enabled";
    values.id = `${bucket}/${key}`;
    fill(values, {
      arn: makeArn(context, "s3", `${bucket}/${key}`, { region: "", account: "" }),
      etag: createHash("md5")
        .update(text(values, "content") ?? "")
        .digest("hex"),
      acl: null,
      bucket_key_enabled: false,
      content_type: "application/octet-stream",
      kms_key_id: null,
      server_side_encryption: "AES256",
      storage_class: "STANDARD",
      version_id: versioned ? hexId(account, "version", 32) : "",
      checksum_crc32: "",
      checksum_crc32c: "",
      checksum_crc64nvme: "",
      checksum_sha1: "",
      checksum_sha256: "",
    });
  },
};
