import { Stage } from "@cdktf/provider-snowflake/lib/stage";
import { Construct } from "constructs";
import { NameRules, Problems } from "../core";
import type { IKedroFunctions } from "../mlflow";
import { ArtifactStage, Grant, Role, type IArtifactStage, type IRole, type IWorkspace } from "../snowflake";
import { Grants } from "../snowflake/grants";
import { checkExperimentName, checkModelStage, checkUsers } from "./checks";
import type { CopySchedule } from "./copy-schedule";
import { KedroConfiguration } from "./kedro-configuration";
import { ModelCopyTask } from "./model-copy-task";
import { ModelStage } from "./model-stage";

/** What kedro-snowflake's workspace is made of. */
export interface KedroWorkspaceProps {
  /** Database, schema and warehouse that kedro works in. */
  readonly workspace: IWorkspace;
  /** Upper-case name of the role that kedro connects with, unique in the account. */
  readonly roleName: string;
  /** The role of that name exists and is used; the role that deploys must inherit it already. @default - it is made */
  readonly roleExists?: boolean;
  /** The five functions that kedro-snowflake calls, made in that workspace. */
  readonly functions: IKedroFunctions;
  /** Stage over MLflow's artifacts. */
  readonly artifactStage: IArtifactStage;
  /** Where kedro puts the models that it trains. @default ModelStage.INTERNAL */
  readonly modelStage?: ModelStage;
  /** Upper-case name of the stage that kedro puts models into. @default "MLFLOW_STAGE" */
  readonly modelStageName?: string;
  /** When models are copied from an internal stage to MLflow's artifacts. @default - once a day */
  readonly copySchedule?: CopySchedule;
  /** Users who get the role, by the names that SHOW USERS shows. @default - none */
  readonly users?: string[];
  /** Role that inherits the kedro role that is made. @default - the role that deploys first, which must see what the kedro role owns */
  readonly parentRole?: string;
  /** MLflow experiment that runs belong to. It must exist; MLflow has made `Default`. @default "Default" */
  readonly experimentName?: string;
  /** Refuses to plan a destroy of the internal model stage (`prevent_destroy`). @default false */
  readonly protection?: boolean;
}

/**
 * What kedro-snowflake needs in Snowflake: a role with its privileges, the stage that it uploads models to, the task that brings them to
 * MLflow, and the two files that configure a kedro project.
 *
 * The stages `KEDRO_SNOWFLAKE_STAGE` and `KEDRO_SNOWFLAKE_TEMP_DATA_STAGE` are left to kedro-snowflake: it drops and creates them on
 * every run.
 * @see https://github.com/getindata/kedro-snowflake
 */
export class KedroWorkspace extends Construct {
  /** The role that kedro connects with. */
  public readonly role: IRole;
  /** Name of the stage that kedro puts models into, without `@`. */
  public readonly modelStageName: string;
  /** The files that configure a kedro project. */
  public readonly configuration: KedroConfiguration;
  /** The task that copies models; undefined when they are put where MLflow finds them. */
  public readonly copyTask?: ModelCopyTask;

  /** @throws ValidationError when a name, the schedule or the stages cannot work */
  constructor(scope: Construct, id: string, props: KedroWorkspaceProps) {
    super(scope, id);
    this.modelStageName = props.modelStageName ?? "MLFLOW_STAGE";
    const external = props.modelStage === ModelStage.EXTERNAL;
    check(new Problems(this), props, this.modelStageName);

    const { workspace, artifactStage } = props;
    this.role = props.roleExists ? Role.fromRoleName(this, "Role", props.roleName) : this.makeRole(props);
    for (const user of props.users ?? []) this.role.grantToUser(user);
    props.functions.grantUsage(this.role);
    const needed = [...this.grantWork(workspace), artifactStage.grantUsage(this.role)];
    if (external) {
      this.makeExternalStage(props);
    } else {
      const stage = new Stage(this, "ModelStage", {
        database: workspace.databaseName,
        schema: workspace.schemaName,
        name: this.modelStageName,
        // What COPY FILES makes of files with client-side encryption, the default, is documented nowhere; MLflow reads the copies.
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
        schedule: props.copySchedule,
      });
    }
    this.configuration = new KedroConfiguration({
      names: workspace.names,
      functions: props.functions,
      roleName: props.roleName,
      modelStageName: this.modelStageName,
      experimentName: props.experimentName,
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

function check(problems: Problems, props: KedroWorkspaceProps, modelStageName: string): void {
  NameRules.check(problems, "roleName", props.roleName, NameRules.SNOWFLAKE_IDENTIFIER);
  NameRules.check(problems, "modelStageName", modelStageName, NameRules.SNOWFLAKE_IDENTIFIER);
  problems.check(
    modelStageName !== props.artifactStage.stageName,
    "modelStageName",
    modelStageName,
    "the stage that kedro writes to and the stage over MLflow's artifacts are two stages",
    "Give one of them another name",
  );
  problems.check(
    props.roleExists !== true || props.parentRole === undefined,
    "parentRole",
    props.parentRole,
    "which roles inherit a role that exists is not decided here",
    "Leave out parentRole, and grant the role where it is managed",
  );
  checkUsers(problems, props.users ?? []);
  checkModelStage(problems, props.modelStage, props.copySchedule);
  if (props.experimentName !== undefined) checkExperimentName(problems, props.experimentName);
  if (props.modelStage === ModelStage.EXTERNAL)
    problems.check(
      props.artifactStage.url !== undefined && props.artifactStage.integration !== undefined,
      "modelStage",
      props.modelStage,
      "an external model stage is made on the artifact stage's URL with its integration, and this artifact stage does not know them",
      "Make the artifact stage here, or choose ModelStage.INTERNAL",
    );
  problems.throwIfAny();
}
