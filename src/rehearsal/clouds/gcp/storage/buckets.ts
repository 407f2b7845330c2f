import { all, type Account } from "../../../simulator/account";
import { block, isTrue, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, PlanContext } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { storageAgent } from "../iam/agents";
import { needKey } from "../kms/keys";
import { projectNumber } from "../session";
import { now } from "../../../simulator/ids";

/** How many objects a bucket holds: those that Terraform made, and those that were written besides. */
export function written(account: Account, bucket: string): { objects: number } {
  return account.memory(`gcs:${bucket}`, () => ({ objects: 0 }));
}

/** The state has the location in upper case. */
function plan({ planned }: PlanContext): void {
  const location = text(planned, "location");
  if (location !== undefined) planned.location = location.toUpperCase();
}

function check(context: CreateContext): void {
  const { values } = context;
  needKey(context, text(block(values, "encryption"), "default_kms_key_name"), {
    agent: storageAgent(),
    location: text(values, "location") ?? "",
    attribute: "encryption",
  });
}

/**
 * Names are unique among all of Cloud Storage; a bucket is deleted only when it is empty, or with `force_destroy`.
 * @see https://cloud.google.com/storage/docs/buckets
 */
export const bucketActs: Readonly<Record<string, Acts>> = {
  google_storage_bucket: {
    plan,
    check,
    create: ({ values }) => {
      values.location = String(values.location).toUpperCase();
      values.project_number = Number(projectNumber());
      const policy = block(values, "soft_delete_policy");
      if (policy !== undefined) fill(policy, { effective_time: now() });
    },
    delete: ({ account, prior }) => {
      const name = String(prior.name);
      const made = all(account, "google_storage_bucket_object").filter((each) => each.bucket === name);
      if (made.length + written(account, name).objects > 0 && !isTrue(prior, "force_destroy"))
        refuse(`Error trying to delete bucket ${name} without \`force_destroy\` set to true`);
      written(account, name).objects = 0;
    },
  },
};
