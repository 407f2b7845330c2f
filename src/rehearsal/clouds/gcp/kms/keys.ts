import type { Account } from "../../../simulator/account";
import type { CreateContext } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { serviceAccountExists } from "../iam/agents";
import { hasRole } from "../iam/policies";
import { nameIn } from "../ids";

const USES = ["roles/cloudkms.cryptoKeyEncrypterDecrypter", "roles/cloudkms.admin"];

/**
 * A service uses a key by its agent, in the key's own region. That a key exists is its owner's business: a rehearsal cannot see it.
 * @see https://cloud.google.com/kms/docs/cmek
 */
export function needKey(
  { account }: CreateContext,
  key: string | undefined,
  use: { readonly agent: string; readonly location: string; readonly attribute: string },
): void {
  if (key === undefined) return;
  const { agent, location, attribute } = use;
  const place = nameIn(key, "locations");
  if (place === undefined || nameIn(key, "cryptoKeys") === undefined)
    refuse(`googleapi: Error 400: Invalid Cloud KMS key name: ${key}., invalid`, attribute);
  if (place !== location.toLowerCase())
    refuse(
      `googleapi: Error 400: the Cloud KMS key ${key} is in ${place}, and must be in ${location.toLowerCase()}., invalid`,
      attribute,
    );
  if (!serviceAccountExists(account, agent))
    refuse(`googleapi: Error 400: Service account ${agent} does not exist., invalid`, attribute);
  if (!mayUseKey(account, key, agent))
    refuse(
      `googleapi: Error 403: Permission denied on Cloud KMS key. Please ensure that your service agent ${agent} has been authorized to use this key (${key})., forbidden`,
      attribute,
    );
}

/** Whether an agent still has a role on a key, without which nothing that it encrypts can be read or written. */
export function mayUseKey(account: Account, key: string | undefined, agent: string): boolean {
  return key === undefined || hasRole(account, key, USES, `serviceAccount:${agent}`);
}
