import type { ServiceAccount } from "@cdktf/provider-google/lib/service-account";
import { StorageBucketIamMember } from "@cdktf/provider-google/lib/storage-bucket-iam-member";
import { Sleep } from "@cdktf/provider-time/lib/sleep";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { ModelDeployment } from "../../platform";
import type { IArtifactStore } from "../artifact-store/interface";

/**
 * Lets an account read the models of deployments, and nothing else of the bucket: the objects below a model's location, and the lists of
 * them. A new model is granted before the old one's grant ends: until the new revision serves, the old one may start again.
 * @returns what must exist before the models are read
 * @see https://cloud.google.com/iam/docs/conditions-attribute-reference
 */
export function letReadModels(
  scope: Construct,
  account: ServiceAccount,
  store: IArtifactStore,
  deployments: readonly ModelDeployment[],
): ITerraformDependable[] {
  const grants = deployments.map(({ name, model }) => {
    const grant = new StorageBucketIamMember(scope, `ReadModel-${name}`, {
      bucket: store.bucketName,
      role: "roles/storage.objectViewer",
      member: account.member,
      condition: { title: `model of ${name}`, expression: isBelow(store, model) },
      lifecycle: { createBeforeDestroy: true },
    });
    return [name, grant.id] as const;
  });
  // Not verified: that 30 s are enough. A role reaches a service later than its creation returns.
  const sleep = new Sleep(scope, "RoleDelay", {
    createDuration: "30s",
    triggers: Object.fromEntries(grants),
    lifecycle: { createBeforeDestroy: true },
  });
  return [sleep];
}

/** Not verified on the real service: that a list is allowed by its prefix in a bucket's own policy too. */
function isBelow({ bucketName, artifactPrefix }: IArtifactStore, model: string): string {
  const prefix = `${artifactPrefix}/${model}/`;
  return [
    `resource.name.startsWith("projects/_/buckets/${bucketName}/objects/${prefix}")`,
    `api.getAttribute("storage.googleapis.com/objectListPrefix", "").startsWith("${prefix}")`,
  ].join(" || ");
}
