import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { ARTIFACT_STORE_ATTRIBUTES } from "./checks";
import type { IArtifactStore } from "./interface";
import { resolveArtifacts } from "./defaults";
import { artifactsDestination, snowflakeLocation } from "./location";
import type { ArtifactStoreAttributes } from "./settings";

/** An existing bucket. */
export class ImportedArtifactStore extends Construct implements IArtifactStore {
  public readonly bucketName: string;
  public readonly bucketArn: string;
  public readonly artifactPrefix: string;
  public readonly artifactsDestination: string;
  public readonly snowflakeLocation: string;
  public readonly encryptionKeyArn?: string;

  constructor(scope: Construct, id: string, attributes: ArtifactStoreAttributes) {
    super(scope, id);
    checkOnce(this, attributes, ARTIFACT_STORE_ATTRIBUTES);
    this.bucketName = attributes.bucketName;
    this.bucketArn = attributes.bucketArn ?? `arn:aws:s3:::${attributes.bucketName}`;
    this.artifactPrefix = resolveArtifacts(attributes).artifactPrefix;
    this.artifactsDestination = artifactsDestination(this);
    this.snowflakeLocation = snowflakeLocation(this);
    this.encryptionKeyArn = attributes.encryptionKeyArn;
  }
}
