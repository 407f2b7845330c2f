import { Stage } from "@cdktf/provider-snowflake/lib/stage";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { Grant } from "../workspace/grant";
import { Grants } from "../workspace/grants";
import type { IRole, IWorkspace } from "../workspace/interface";
import { MODEL_REGISTRY } from "./checks";
import type { ModelRegistryProps } from "./settings";

/**
 * What models that run in Snowflake itself need: the privileges to log them in the Snowflake Model Registry and to create functions, and an
 * internal stage for the files of functions.
 *
 * A model belongs to the role that logged it. That role grants the usage of it: `GRANT USAGE ON MODEL CHURN TO ROLE ANALYST`.
 * @see https://docs.snowflake.com/en/developer-guide/snowflake-ml/model-registry/model-management
 */
export class ModelRegistry extends Construct {
  /** Default name of the stage. */
  public static readonly DEFAULT_STAGE_NAME: string = "MODEL_STAGE";

  /** Name of the stage. */
  public readonly stageName: string;
  /** `"DATABASE"."SCHEMA"."STAGE"`, unknown while the stage is replaced. */
  public readonly stageFullyQualifiedName: string;
  private readonly workspace: IWorkspace;

  /** @throws ValidationError for an invalid name */
  constructor(scope: Construct, id: string, props: ModelRegistryProps) {
    super(scope, id);
    checkOnce(this, props, MODEL_REGISTRY);
    this.workspace = props.workspace;
    this.stageName = props.stageName ?? ModelRegistry.DEFAULT_STAGE_NAME;
    const stage = new Stage(this, "Resource", {
      database: props.workspace.databaseName,
      schema: props.workspace.schemaName,
      name: this.stageName,
      comment: "Files of models that run as functions",
      lifecycle: props.protection ? { preventDestroy: true } : undefined,
    });
    this.stageFullyQualifiedName = stage.fullyQualifiedName;
    for (const role of props.publishers ?? []) this.grantPublish(role);
  }

  /** Allows a role to log models, to create functions, and to read and write the stage. The usage of the workspace is included. */
  public grantPublish(role: IRole): Grant {
    // `log_model` uploads into a temporary stage of its own, which is created like any other.
    const privileges = ["CREATE MODEL", "CREATE FUNCTION", "CREATE STAGE"];
    return Grant.combine([
      this.workspace.grantUsage(role),
      Grants.onSchema(this, "Publish", role, privileges, this.workspace.schemaFullyQualifiedName),
      Grants.onSchemaObject(this, "Files", role, ["READ", "WRITE"], "STAGE", this.stageFullyQualifiedName),
    ]);
  }
}
