import { Stage } from "@cdktf/provider-snowflake/lib/stage";
import { Construct } from "constructs";
import { checkOnce } from "../core/checks";
import { ArtifactStage, Grant, Role, type IRole, type IWorkspace } from "../snowflake";
import { Grants } from "../snowflake/workspace/grants";
import { KEDRO_WORKSPACE } from "./checks";
import { KedroConfiguration } from "./kedro-configuration";
import { ModelCopyTask } from "./model-copy-task";
import { resolveKedro } from "./defaults";
import { ModelStage, type KedroWorkspaceProps } from "./settings";

/**
 * The Snowflake objects of kedro-snowflake: a role with its privileges, the stage for model uploads, the task that copies models to
 * MLflow, and the two files that configure a kedro project.
 *
 * The stages `KEDRO_SNOWFLAKE_STAGE` and `KEDRO_SNOWFLAKE_TEMP_DATA_STAGE` are not created: kedro-snowflake drops and creates them on
 * every run.
 * @see https://github.com/getindata/kedro-snowflake
 */
export class KedroWorkspace extends Construct {
  /** The role that kedro connects with. */
  public readonly role: IRole;
  /** Name of the stage that kedro uploads models to, without `@`. */
  public readonly modelStageName: string;
  /** The files that configure a kedro project. */
  public readonly configuration: KedroConfiguration;
  /** The task that copies models; undefined for an external model stage. */
  public readonly copyTask?: ModelCopyTask;

  /** @throws ValidationError for an invalid name, schedule or stages */
  constructor(scope: Construct, id: string, props: KedroWorkspaceProps) {
    super(scope, id);
    checkOnce(this, props, KEDRO_WORKSPACE);
    const settings = resolveKedro(props);
    const { workspace, artifactStage } = settings;
    this.modelStageName = settings.modelStageName;
    this.role = props.roleExists ? Role.fromRoleName(this, "Role", props.roleName) : this.makeRole(props);
    for (const user of settings.users) this.role.grantToUser(user);
    props.functions.grantUsage(this.role);
    const needed = [...this.grantWork(workspace), artifactStage.grantUsage(this.role)];
    if (settings.modelStage === ModelStage.EXTERNAL) {
      this.makeExternalStage(props);
    } else {
      const stage = new Stage(this, "ModelStage", {
        database: workspace.databaseName,
        schema: workspace.schemaName,
        name: this.modelStageName,
        // It is not documented how COPY FILES copies files with client-side encryption, the default; MLflow reads the copies.
        encryption: "TYPE = 'SNOWFLAKE_SSE'",
        comment: "Models that kedro-snowflake has trained",
        lifecycle: props.protection ? { preventDestroy: true } : undefined,
      });
      const sourceStage = stage.fullyQualifiedName;
      needed.push(Grants.onSchemaObject(this, "ModelStageFiles", this.role, ["READ", "WRITE"], "STAGE", sourceStage));
      this.copyTask = new ModelCopyTask(this, "CopyTask", {
        workspace,
        role: this.role,
        grants: Grant.combine(needed),
        sourceStage,
        artifactStage,
        schedule: settings.copySchedule,
      });
    }
    this.configuration = new KedroConfiguration({
      names: workspace.names,
      functions: props.functions,
      roleName: props.roleName,
      modelStageName: this.modelStageName,
      experimentName: settings.experimentName,
    });
  }

  private makeRole({ roleName, parentRole }: KedroWorkspaceProps): Role {
    return new Role(this, "Role", {
      name: roleName,
      comment: "kedro-snowflake",
      parentRole,
      deployingRoleInherits: parentRole === undefined,
    });
  }

  private grantWork(workspace: IWorkspace): Grant[] {
    const { role } = this;
    return [
      workspace.grantUsage(role),
      Grants.onAccount(this, "ExecuteTask", role, ["EXECUTE TASK"]),
      Grants.onAccountObject(
        this,
        "WarehouseOperate",
        role,
        ["OPERATE"],
        "WAREHOUSE",
        workspace.warehouseFullyQualifiedName,
      ),
      Grants.onSchema(
        this,
        "SchemaCreate",
        role,
        ["CREATE STAGE", "CREATE PROCEDURE", "CREATE FUNCTION", "CREATE TASK", "CREATE TABLE"],
        workspace.schemaFullyQualifiedName,
      ),
    ];
  }

  private makeExternalStage(props: KedroWorkspaceProps): void {
    const { url, integration } = props.artifactStage;
    if (url === undefined || integration === undefined) return;
    new ArtifactStage(this, "ModelStage", {
      workspace: props.workspace,
      name: this.modelStageName,
      url,
      integration,
      comment: "Models that kedro-snowflake has trained",
    }).grantUsage(this.role);
  }
}
