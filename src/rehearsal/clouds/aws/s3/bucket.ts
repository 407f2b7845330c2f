import type { ResourceRule } from "../../../simulator/rule";
import { makeArn } from "../arn";
import { nameSuffix } from "../ids";
import { all } from "../lookup";
import { partitionOf, regionOf } from "../session";
import { fill, nameOf, refuse } from "../../../simulator/writers";
import { isSet, isTrue, text } from "../../../simulator/readers";

/** Hosted zones of the S3 endpoints, as far as the rehearsal knows them. */
const HOSTED_ZONES: Record<string, string> = {
  "us-east-1": "Z3AQBSTGFYJSTF",
  "us-west-2": "Z3BJ6K6RIION7M",
  "eu-west-1": "Z1BKCTXD74EZPE",
  "eu-central-1": "Z21DNDUVLTQW6Q",
};

/**
 * Why a name is no bucket name; undefined when it is one.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function bucketNameProblem(name: string): string | undefined {
  if (name.length < 3 || name.length > 63) return `only 3 to 63 characters are allowed, "${name}" has ${name.length}`;
  if (!/^[a-z0-9.-]+$/.test(name))
    return `only lowercase alphanumeric characters, hyphens and periods are allowed in "${name}"`;
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return `"${name}" must begin and end with a letter or number`;
  if (name.includes("..")) return `"${name}" must not contain two adjacent periods`;
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return `"${name}" must not be formatted as an IP address`;
  if (/^(xn--|sthree-|amzn-s3-demo-)/.test(name)) return `"${name}" begins with a reserved prefix`;
  if (/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name)) return `"${name}" ends with a reserved suffix`;
  return undefined;
}

/** How many objects a bucket holds: those that Terraform made, and those that were written besides (`s3:<bucket>`). */
function objectsIn(context: Parameters<NonNullable<ResourceRule["delete"]>>[0], bucket: string): number {
  const written = context.account.memory(`s3:${bucket}`, () => ({ objects: 0 }));
  return written.objects + all(context.account, "aws_s3_object").filter((object) => object.bucket === bucket).length;
}

/**
 * Names are unique among all accounts; a bucket is deleted only when it is empty, or with `force_destroy`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
 */
export const bucket: ResourceRule = {
  type: "aws_s3_bucket",
  cites: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html",
  validate: (context) => {
    const name = text(context.config, "bucket");
    const problem = name === undefined ? undefined : bucketNameProblem(name);
    if (problem !== undefined) context.error(`validating S3 Bucket name: ${problem}`, "bucket");
    const prefix = text(context.config, "bucket_prefix");
    if (prefix !== undefined && !/^[a-z0-9.-]{1,37}$/.test(prefix))
      context.error(
        `bucket_prefix must have at most 37 lowercase characters, hyphens and periods: "${prefix}"`,
        "bucket_prefix",
      );
    if (isSet(context.config, "bucket") && isSet(context.config, "bucket_prefix"))
      context.error('"bucket": conflicts with bucket_prefix', "bucket");
  },
  create: (context) => {
    const { account, values } = context;
    const name = nameOf(values, "bucket", "bucket_prefix", "terraform-", nameSuffix(account));
    if (account.get("aws_s3_bucket", name))
      refuse(`BucketAlreadyOwnedByYou: creating S3 Bucket (${name}): the bucket exists`, "bucket");
    const problem = bucketNameProblem(name);
    if (problem !== undefined) refuse(`InvalidBucketName: ${problem}`, "bucket");
    if (text(values, "acl") !== undefined)
      refuse("AccessControlListNotSupported: The bucket does not allow ACLs", "acl");
    const region = regionOf(context);
    const { dnsSuffix } = partitionOf(region);
    values.id = name;
    fill(values, {
      arn: makeArn(context, "s3", name, { region: "", account: "" }),
      bucket_domain_name: `${name}.s3.${dnsSuffix}`,
      bucket_regional_domain_name: `${name}.s3.${region}.${dnsSuffix}`,
      bucket_region: region,
      hosted_zone_id: HOSTED_ZONES[region] ?? "Z3AQBSTGFYJSTF",
      acceleration_status: "",
      acl: null,
      object_lock_enabled: false,
      policy: "",
      request_payer: "BucketOwner",
      website_domain: null,
      website_endpoint: null,
    });
  },
  delete: (context) => {
    const name = String(context.prior.bucket);
    const left = objectsIn(context, name);
    if (left > 0 && !isTrue(context.prior, "force_destroy"))
      refuse(
        `BucketNotEmpty: deleting S3 Bucket (${name}): The bucket you tried to delete is not empty (${left} objects)`,
      );
    context.account.memory(`s3:${name}`, () => ({ objects: 0 })).objects = 0;
  },
};
