import { Stage } from "@cdktf/provider-snowflake/lib/stage";
import { Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { Problems } from "../core";
import { checkComment } from "./comment";
import type { Grant } from "./grant";
import { Grants } from "./grants";
import { Identifiers } from "./identifiers";
import type { IRole } from "./role";
import type { IStorageIntegration } from "./storage-integration";
import type { IWorkspace } from "./workspace";

/** A stage over the files that MLflow keeps. */
export interface IArtifactStage extends IConstruct {
  /** Name of the stage as configured, without `@`. */
  readonly stageName: string;
  /** `"DATABASE"."SCHEMA"."STAGE"`, unknown while the stage is replaced. */
  readonly fullyQualifiedName: string;
  /** Folder that the stage shows; undefined where it is not known. */
  readonly url?: string;
  /** Integration that allows the folder; undefined where it is not known. */
  readonly integration?: IStorageIntegration;
  /** Lets a role list, read and write the stage's files. */
  grantUsage(role: IRole): Grant;
}

/** What an artifact stage is made of. */
export interface ArtifactStageProps {
  /** Where the stage is made. */
  readonly workspace: IWorkspace;
  /** Upper-case name. @default "MLFLOW_ARTIFACT_STAGE" */
  readonly name?: string;
  /**
   * Folder that MLflow writes its artifacts to, with `/` at its end: without it the stage would also show the files of every folder
   * whose name begins alike.
   */
  readonly url: string;
  /** Integration that allows the URL. */
  readonly integration: IStorageIntegration;
  /** Description that Snowflake shows. @default - none */
  readonly comment?: string;
}

/** What is known of an artifact stage that exists. */
export interface ArtifactStageAttributes {
  /** Where the stage is. */
  readonly workspace: IWorkspace;
  /** Upper-case name. @default "MLFLOW_ARTIFACT_STAGE" */
  readonly name?: string;
}

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
    const problems = new Problems(this);
    Identifiers.check(problems, { name });
    checkComment(problems, props.comment);
    checkUrl(problems, props.url, props.integration.allowedLocations);
    problems.throwIfAny();

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
    const problems = new Problems(this);
    Identifiers.check(problems, { name });
    problems.throwIfAny();
    this.stageName = name;
    this.fullyQualifiedName = Identifiers.quote(
      attributes.workspace.databaseName,
      attributes.workspace.schemaName,
      name,
    );
  }
}

function checkUrl(problems: Problems, url: string, allowed: string[]): void {
  const shape = Identifiers.shape(url);
  problems.check(
    // Provider 2.11 pastes the URL into the statement without escaping.
    shape === undefined || /^(s3|s3gov|s3china|gcs|azure):\/\/[^\s']+\/$/.test(shape),
    "url",
    url,
    "a stage's URL begins with s3://, gcs:// or azure://, ends with / and holds no blank or quote",
    "Write for example s3://<bucket>/<prefix>/",
  );
  // Two tokens of one attribute differ as text, so that only written URLs can be compared.
  if (Token.isUnresolved(url) || allowed.length === 0 || allowed.some((location) => Token.isUnresolved(location)))
    return;
  problems.check(
    allowed.some((location) => url.startsWith(location)),
    "url",
    url,
    `the storage integration allows ${allowed.join(", ")} only`,
    "Choose a folder in one of them, or allow the location",
  );
}
