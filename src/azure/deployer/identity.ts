import type { Construct } from "constructs";
import { AzureSubscription } from "../subscription";
import type { DeployerSettings } from "./settings";

export interface Deployer {
  readonly objectId: string;
  /** It is whoever runs Terraform, which may be another one at the next deploy. */
  readonly isInUse: boolean;
}

/** The identity that deploys: the one that is set, or the one in use. */
export function deployerOf(scope: Construct, { deployerObjectId }: DeployerSettings): Deployer {
  return deployerObjectId === undefined
    ? { objectId: AzureSubscription.of(scope).objectId, isInUse: true }
    : { objectId: deployerObjectId, isInUse: false };
}

/**
 * The owners of an application or its principal: without one, an identity that may manage its own applications only could not change it
 * again. Of the identities in use only the first one is written, so that a deploy by another one changes nothing.
 */
export function ownedBy({ objectId, isInUse }: Deployer): {
  owners: string[];
  lifecycle?: { ignoreChanges: string[] };
} {
  return { owners: [objectId], ...(isInUse ? { lifecycle: { ignoreChanges: ["owners"] } } : {}) };
}
