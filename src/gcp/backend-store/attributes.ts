import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { BACKEND_STORE_ATTRIBUTES } from "./checks";
import { DEFAULT_MAX_CONNECTIONS } from "./defaults";
import type { IBackendStore } from "./interface";
import type { BackendStoreAttributes } from "./settings";

/** An existing database. */
export class ImportedBackendStore extends Construct implements IBackendStore {
  public readonly uriSecretId: string;
  public readonly uriSecretVersion: string;
  public readonly connectionName?: string;
  public readonly maxConnections: number;
  public readonly dependencies: ITerraformDependable[] = [];

  constructor(scope: Construct, id: string, attributes: BackendStoreAttributes) {
    super(scope, id);
    checkOnce(this, attributes, BACKEND_STORE_ATTRIBUTES);
    this.uriSecretId = attributes.uriSecretId;
    this.uriSecretVersion = attributes.uriSecretVersion ?? "latest";
    this.connectionName = attributes.connectionName;
    this.maxConnections = attributes.maxConnections ?? DEFAULT_MAX_CONNECTIONS;
  }
}
