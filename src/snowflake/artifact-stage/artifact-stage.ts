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
 * An external stage over the folder in which MLflow keeps its artifacts, so that `<experiment>/<run>/artifacts` is the same path on
 * both sides. Neither file format nor directory table is set: the provider reads them back in another spelling, and a difference in
 * the directory destroys the stage.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-stage
 */
export class ArtifactStage extends ArtifactStageBase {
  /** Name that a stage has unless a prop says otherwise. */
  public static readonly DEFAULT_NAME: string = "MLFLOW_ARTIFACT_STAGE";

  /** A stage that exists. */
  public static fromArtifactStageAttributes(
    scope: Construct,
    id: string,
    attributes: ArtifactStageAttributes,
  ): IArtifactStage {
    return new ImportedArtifactStage(scope, id, attributes);
  }

  public readonly stageName: string;
  public readonly fullyQualifiedName: string;
  /** Folder that the stage shows. */
  public readonly url?: string;
  /** Integration that allows the folder. */
  public readonly integration?: IStorageIntegration;

  /** @throws ValidationError when the name or the URL cannot work, or the integration does not allow the URL */
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
