import { Id } from "@cdktf/provider-random/lib/id";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Sizes } from "../../core";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import type { GcpComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { KeyGrant } from "../key-grant";
import { OptionalBindings } from "../optional-bindings";
import { serviceAgentEmail } from "../project-addresses";
import { secureBucket } from "../secure-bucket";
import { ImportedArtifactStore } from "./attributes";
import { ARTIFACT_STORE } from "./checks";
import { resolveArtifacts } from "./defaults";
import type { IArtifactStore } from "./interface";
import { artifactsDestination, snowflakeLocation } from "./location";
import type { ArtifactSettings, ArtifactStoreAttributes } from "./settings";

export interface ArtifactStoreProps extends GcpComponentProps, ArtifactSettings {
  /** Refuses to destroy the bucket; otherwise a destroy empties and deletes it. @default - false in dev, true in prod */
  readonly protection?: boolean;
}

/**
 * The bucket of MLflow's artifacts: versioned, encrypted, without access lists and public access. Its name is
 * `<prefix>-artifacts-<8 hexadecimal digits>`, with the end kept in the state, because bucket names are globally unique.
 * @see https://cloud.google.com/storage/docs/best-practices#security
 */
export class ArtifactStore extends Construct implements IArtifactStore {
  /**
   * Uses an existing bucket.
   * @throws ValidationError for a name or a prefix that Cloud Storage would reject
   */
  public static fromArtifactStoreAttributes(
    scope: Construct,
    id: string,
    attributes: ArtifactStoreAttributes,
  ): IArtifactStore {
    return new ImportedArtifactStore(scope, id, attributes);
  }

  public readonly bucketName: string;
  public readonly artifactPrefix: string;
  public readonly artifactsDestination: string;
  public readonly snowflakeLocation: string;

  /** @throws ValidationError for a prefix, a number of days or a key that Cloud Storage would reject */
  constructor(scope: Construct, id: string, props: ArtifactStoreProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(ARTIFACT_STORE), props.size);
    const { artifactPrefix, noncurrentVersionDays, softDeleteDays } = resolveArtifacts(props, props.size);
    const { prefix, size, region, encryptionKeyId, tags } = props;

    const enabled = dependenciesFor(this, props.services?.dependencies);
    const suffix = new Id(this, "Suffix", { byteLength: 4 });
    const bucket = secureBucket(this, {
      name: `${prefix}-artifacts-${suffix.hex}`,
      region,
      noncurrentDays: noncurrentVersionDays,
      softDeleteDays,
      encryptionKeyId,
      protection: props.protection ?? Sizes.defaults(size).protection,
      tags,
      dependsOn: encryptionKeyId === undefined ? enabled : this.useKey(encryptionKeyId, enabled),
    });
    this.bucketName = bucket.name;
    this.artifactPrefix = artifactPrefix;
    this.artifactsDestination = artifactsDestination(this);
    this.snowflakeLocation = snowflakeLocation(this);
  }

  /** Lets Cloud Storage use the key. Its service agent exists from the first time that somebody reads its name. */
  private useKey(keyId: string, dependsOn?: ITerraformDependable[]): ITerraformDependable[] {
    const { DataGoogleStorageProjectServiceAccount } = OptionalBindings.dataGoogleStorageProjectServiceAccount();
    const agent = new DataGoogleStorageProjectServiceAccount(this, "ServiceAgent", { dependsOn });
    return new KeyGrant(this, "Key", {
      keyId,
      // Not the data source's own text: it is unknown whenever what it depends on changes, which would recreate the grant.
      serviceAgent: serviceAgentEmail(this, "gs-project-accounts"),
      dependsOn: [agent],
    }).dependencies;
  }
}
