import { createHash } from "node:crypto";
import { newId } from "../../../simulator/ids";
import { block, isTrue, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import { fill, refuse } from "../../../simulator/writers";
import type { Account } from "../../../simulator/account";
import { all } from "../lookup";

/** How many objects a bucket holds: those that Terraform made, and those that were written besides (`s3:<bucket>`). */
function objectsIn(account: Account, bucket: string): number {
  const written = account.memory(`s3:${bucket}`, () => ({ objects: 0 }));
  return written.objects + all(account, "aws_s3_object").filter((object) => object.bucket === bucket).length;
}

/**
 * Names are unique among all accounts; a bucket is deleted only when it is empty, or with `force_destroy`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
 */
export const bucketActs: Readonly<Record<string, Acts>> = {
  aws_s3_bucket: {
    create: ({ values }) => {
      // The provider sends private for every new bucket, which S3 takes.
      if ((text(values, "acl") ?? "private") !== "private")
        refuse("AccessControlListNotSupported: The bucket does not allow ACLs", "acl");
    },
    delete: ({ account, prior }) => {
      const name = String(prior.bucket);
      const left = objectsIn(account, name);
      if (left > 0 && !isTrue(prior, "force_destroy"))
        refuse(
          `BucketNotEmpty: deleting S3 Bucket (${name}): The bucket you tried to delete is not empty (${left} objects)`,
        );
      account.memory(`s3:${name}`, () => ({ objects: 0 })).objects = 0;
    },
  },
  aws_s3_object: {
    create: ({ account, values }) => {
      const versioning = account.get("aws_s3_bucket_versioning", String(values.bucket));
      const isVersioned = text(block(versioning, "versioning_configuration"), "status") === "Enabled";
      const content = text(values, "content") ?? "";
      fill(values, {
        etag: createHash("md5").update(content).digest("hex"),
        version_id: isVersioned ? newId(account, "version", "hex", 32) : "",
      });
    },
  },
};
