import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { DEFAULT_ARTIFACT_PREFIX } from "../../platform/component-rules";
import { ARTIFACT_STORE_ATTRIBUTES } from "./checks";
import type { IArtifactStore } from "./interface";
import { artifactsDestination, snowflakeLocation } from "./location";
import type { ArtifactStoreAttributes } from "./settings";

/** An existing bucket. */
export class ImportedArtifactStore extends Construct implements IArtifactStore {
  public readonly bucketName: string;
  public readonly artifactPrefix: string;
  public readonly artifactsDestination: string;
  public readonly snowflakeLocation: string;

  constructor(scope: Construct, id: string, attributes: ArtifactStoreAttributes) {
    super(scope, id);
    checkOnce(this, attributes, ARTIFACT_STORE_ATTRIBUTES);
    this.bucketName = attributes.bucketName;
    this.artifactPrefix = attributes.artifactPrefix ?? DEFAULT_ARTIFACT_PREFIX;
    this.artifactsDestination = artifactsDestination(this);
    this.snowflakeLocation = snowflakeLocation(this);
  }
}
