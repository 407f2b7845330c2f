import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { BACKEND_STORE_ATTRIBUTES } from "./checks";
import type { IBackendStore } from "./interface";
import type { BackendStoreAttributes } from "./settings";

/** An existing database. */
export class ImportedBackendStore extends Construct implements IBackendStore {
  public readonly uriKeyVaultSecretId: string;
  public readonly uriIdentityId: string;
  public readonly dependencies: ITerraformDependable[] = [];

  constructor(scope: Construct, id: string, attributes: BackendStoreAttributes) {
    super(scope, id);
    checkOnce(this, attributes, BACKEND_STORE_ATTRIBUTES);
    this.uriKeyVaultSecretId = attributes.uriKeyVaultSecretId;
    this.uriIdentityId = attributes.uriIdentityId;
  }
}
