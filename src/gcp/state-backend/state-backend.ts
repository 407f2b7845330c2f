import { StorageBucketIamMember } from "@cdktf/provider-google/lib/storage-bucket-iam-member";
import { Id } from "@cdktf/provider-random/lib/id";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { DEFAULT_REGION } from "../defaults";
import { secureBucket } from "../secure-bucket";
import { STATE_BACKEND } from "./checks";
import { resolveStateBackend } from "./defaults";
import type { StateBackendSettings } from "./settings";

export interface StateBackendProps extends StateBackendSettings {
  /** Beginning of the bucket's name: 2 to 20 lower-case letters, digits and single hyphens. */
  readonly prefix: string;
  /** Region of the bucket, for instance `us-central1`. @default - "europe-west1" */
  readonly region?: string;
  /** Labels of the bucket. @default - none */
  readonly tags?: Record<string, string>;
}

/** Days for which a state that was removed permanently can be restored: the default of Cloud Storage. */
const SOFT_DELETE_DAYS = 7;

/**
 * The bucket of Terraform's states, one for all environments of a team: versioned, encrypted, without access lists and public access. Its
 * name is `<prefix>-tfstate-<8 hexadecimal digits>`. Use it in a separate stack, which is deployed before all others.
 * @see https://developer.hashicorp.com/terraform/language/backend/gcs
 */
export class StateBackend extends Construct {
  public readonly bucketName: string;

  /** @throws ValidationError for a prefix, a number of days or a member that Google Cloud would reject */
  constructor(scope: Construct, id: string, props: StateBackendProps) {
    super(scope, id);
    checkOnce(this, props, STATE_BACKEND);
    const { noncurrentVersionDays, writers, protection } = resolveStateBackend(props);
    const { prefix, region = DEFAULT_REGION, tags } = props;

    const suffix = new Id(this, "Suffix", { byteLength: 4 });
    const bucket = secureBucket(this, {
      name: `${prefix}-tfstate-${suffix.hex}`,
      region,
      noncurrentDays: noncurrentVersionDays,
      softDeleteDays: SOFT_DELETE_DAYS,
      protection,
      tags,
    });
    this.bucketName = bucket.name;
    for (const member of writers)
      new StorageBucketIamMember(this, `Writer-${member}`, {
        bucket: bucket.name,
        role: "roles/storage.objectAdmin",
        member,
      });
  }
}
