import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { DEFAULT_ARTIFACT_PREFIX } from "../../platform/component-rules";
import { ARTIFACT_STORE_ATTRIBUTES } from "./checks";
import type { IArtifactStore } from "./interface";
import { artifactsDestination, containerId, snowflakeLocation } from "./location";
import type { ArtifactStoreAttributes } from "./settings";

/** An existing storage account and container. */
export class ImportedArtifactStore extends Construct implements IArtifactStore {
  public readonly storageAccountName: string;
  public readonly storageAccountId: string;
  public readonly containerName: string;
  public readonly containerId: string;
  public readonly artifactPrefix: string;
  public readonly artifactsDestination: string;
  public readonly snowflakeLocation: string;

  constructor(scope: Construct, id: string, attributes: ArtifactStoreAttributes) {
    super(scope, id);
    checkOnce(this, attributes, ARTIFACT_STORE_ATTRIBUTES);
    this.storageAccountName = attributes.storageAccountName;
    this.storageAccountId = attributes.storageAccountId;
    this.containerName = attributes.containerName;
    this.containerId = containerId(attributes.storageAccountId, attributes.containerName);
    this.artifactPrefix = attributes.artifactPrefix ?? DEFAULT_ARTIFACT_PREFIX;
    this.artifactsDestination = artifactsDestination(this);
    this.snowflakeLocation = snowflakeLocation(this);
  }
}
