import { Stage } from "@cdktf/provider-snowflake/lib/stage";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { Identifiers } from "../identifiers";
import type { IStorageIntegration } from "../storage-integration/interface";
import type { Grant } from "../workspace/grant";
import { Grants } from "../workspace/grants";
import type { IRole } from "../workspace/interface";
import { ARTIFACT_STAGE, ARTIFACT_STAGE_ATTRIBUTES } from "./checks";
import type { IArtifactStage } from "./interface";
import type { ArtifactStageAttributes, ArtifactStageProps } from "./settings";

abstract class ArtifactStageBase extends Construct implements IArtifactStage {
  public abstract readonly stageName: string;
  public abstract readonly fullyQualifiedName: string;

  public grantUsage(role: IRole): Grant {
    return Grants.onSchemaObject(this, "Usage", role, ["USAGE"], "STAGE", this.fullyQualifiedName);
  }
}

/**
 * An external stage on the folder of MLflow's artifacts, so that `<experiment>/<run>/artifacts` is the same path on
 * both sides. Neither file format nor directory table is set: the provider reads them in another spelling, and a difference in
 * the directory destroys the stage.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-stage
 */
export class ArtifactStage extends ArtifactStageBase {
  /** Default name of a stage. */
  public static readonly DEFAULT_NAME: string = "MLFLOW_ARTIFACT_STAGE";

  /** An existing stage. */
  public static fromArtifactStageAttributes(
    scope: Construct,
    id: string,
    attributes: ArtifactStageAttributes,
  ): IArtifactStage {
    return new ImportedArtifactStage(scope, id, attributes);
  }

  public readonly stageName: string;
  public readonly fullyQualifiedName: string;
  /** Folder of the stage. */
  public readonly url?: string;
  /** Integration that allows the folder. */
  public readonly integration?: IStorageIntegration;

  /** @throws ValidationError for an invalid name or URL, or a URL that the integration does not allow */
  constructor(scope: Construct, id: string, props: ArtifactStageProps) {
    super(scope, id);
    const name = props.name ?? ArtifactStage.DEFAULT_NAME;
    checkOnce(this, props, ARTIFACT_STAGE);

    const stage = new Stage(this, "Resource", {
      database: props.workspace.databaseName,
      schema: props.workspace.schemaName,
      name,
      url: props.url,
      storageIntegration: props.integration.integrationName,
      comment: props.comment,
    });
    this.stageName = name;
    this.fullyQualifiedName = stage.fullyQualifiedName;
    this.url = props.url;
    this.integration = props.integration;
  }
}

class ImportedArtifactStage extends ArtifactStageBase {
  public readonly stageName: string;
  public readonly fullyQualifiedName: string;

  constructor(scope: Construct, id: string, attributes: ArtifactStageAttributes) {
    super(scope, id);
    const name = attributes.name ?? ArtifactStage.DEFAULT_NAME;
    checkOnce(this, attributes, ARTIFACT_STAGE_ATTRIBUTES);
    this.stageName = name;
    this.fullyQualifiedName = Identifiers.quote(
      attributes.workspace.databaseName,
      attributes.workspace.schemaName,
      name,
    );
  }
}
