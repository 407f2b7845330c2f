import { Sleep } from "@cdktf/provider-time/lib/sleep";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { OptionalBindings } from "./optional-bindings";

export interface KeyGrantProps {
  /** ID of the Cloud KMS key. */
  readonly keyId: string;
  /** Email of the service's own account (service agent). */
  readonly serviceAgent: string;
  /** What creates the service agent. */
  readonly dependsOn: ITerraformDependable[];
}

/**
 * Lets a service of Google Cloud encrypt and decrypt by a key.
 * @see https://cloud.google.com/kms/docs/service-agents
 */
export class KeyGrant extends Construct {
  /** What must exist before the service uses the key. */
  public readonly dependencies: ITerraformDependable[];

  constructor(scope: Construct, id: string, { keyId, serviceAgent, dependsOn }: KeyGrantProps) {
    super(scope, id);
    const { KmsCryptoKeyIamMember } = OptionalBindings.kmsCryptoKeyIamMember();
    const member = new KmsCryptoKeyIamMember(this, "Resource", {
      cryptoKeyId: keyId,
      role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
      member: `serviceAccount:${serviceAgent}`,
      dependsOn,
    });
    // Not verified: that services see the role after 30 s.
    const sleep = new Sleep(this, "RoleDelay", { createDuration: "30s", triggers: { role: member.id } });
    this.dependencies = [sleep];
  }
}
