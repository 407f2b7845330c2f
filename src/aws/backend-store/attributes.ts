import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { BACKEND_STORE_ATTRIBUTES } from "./checks";
import type { IBackendStore } from "./interface";
import { DEFAULT_PORT } from "./defaults";
import type { BackendStoreAttributes } from "./settings";

/** An existing database. */
export class ImportedBackendStore extends Construct implements IBackendStore {
  public readonly uriSecretArn: string;
  public readonly port: number;
  public readonly securityGroupId?: string;
  public readonly encryptionKeyArn?: string;

  constructor(scope: Construct, id: string, attributes: BackendStoreAttributes) {
    super(scope, id);
    checkOnce(this, attributes, BACKEND_STORE_ATTRIBUTES);
    this.uriSecretArn = attributes.uriSecretArn;
    this.port = attributes.port ?? DEFAULT_PORT;
    this.securityGroupId = attributes.securityGroupId;
    this.encryptionKeyArn = attributes.encryptionKeyArn;
  }
}
