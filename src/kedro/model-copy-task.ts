import { Execute } from "@cdktf/provider-snowflake/lib/execute";
import { GrantOwnership } from "@cdktf/provider-snowflake/lib/grant-ownership";
import { Task } from "@cdktf/provider-snowflake/lib/task";
import { Construct } from "constructs";
import { checkOnce } from "../core/checks";
import { dependenciesFor } from "../core/dependencies";
import type { Grant, IArtifactStage, IRole, IWorkspace } from "../snowflake";
import { MODEL_COPY_TASK } from "./checks";
import type { CopySchedule } from "./copy-schedule";
import { defaultSchedule } from "./defaults";

/** Props of the task that copies models. */
export interface ModelCopyTaskProps {
  /** Where the task is created, and whose warehouse runs it. */
  readonly workspace: IWorkspace;
  /** Upper-case name. @default "MLFLOW_COPY_MODELS" */
  readonly name?: string;
  /** Role that owns the task, inherited by the deploying role. */
  readonly role: IRole;
  /** Grants that the task needs to run: EXECUTE TASK on the account, USAGE on the warehouse and on both stages. */
  readonly grants: Grant;
  /** `"DATABASE"."SCHEMA"."STAGE"` that models are copied from. */
  readonly sourceStage: string;
  /** Stage that models are copied to. */
  readonly artifactStage: IArtifactStage;
  /** When the task runs. @default - once a day */
  readonly schedule?: CopySchedule;
}

/**
 * A task that copies the models of kedro-snowflake to the stage on MLflow's artifacts. A run copies all files and replaces
 * those of the same name.
 *
 * The kedro role owns and runs the task, also with `EXECUTE TASK`. Snowflake requires the order: ownership can be
 * transferred only while a task is suspended, and the provider resumes a task after the transfer only where its role was granted EXECUTE
 * TASK, USAGE and OPERATE by name. So the task is created suspended, transferred, then resumed by a statement; a destroy reverses
 * this order. A task that a user suspends stays suspended: Terraform does not track whether it is.
 * @see https://docs.snowflake.com/en/sql-reference/sql/copy-files
 * @see https://github.com/snowflakedb/terraform-provider-snowflake/issues/3717
 * @see https://github.com/snowflakedb/terraform-provider-snowflake/issues/3958
 */
export class ModelCopyTask extends Construct {
  /** Name of the task as configured. */
  public readonly taskName: string;

  /** @throws ValidationError for an invalid name or schedule */
  constructor(scope: Construct, id: string, props: ModelCopyTaskProps) {
    super(scope, id);
    checkOnce(this, props, MODEL_COPY_TASK);
    const name = props.name ?? "MLFLOW_COPY_MODELS";
    const schedule = props.schedule ?? defaultSchedule();

    const { minutes, cronExpression: usingCron } = schedule;
    const task = new Task(this, "Resource", {
      database: props.workspace.databaseName,
      schema: props.workspace.schemaName,
      name,
      warehouse: props.workspace.warehouseName,
      sqlStatement: `COPY FILES INTO @${props.artifactStage.fullyQualifiedName} FROM @${props.sourceStage}`,
      schedule: schedule.isManual ? undefined : { minutes, usingCron },
      comment: "Copies the models of kedro-snowflake to where MLflow finds them",
      started: false,
      lifecycle: schedule.isManual ? undefined : { ignoreChanges: ["started"] },
    });
    const inherited = props.role.parentGrant.dependables;
    const owner = new GrantOwnership(this, "Owner", {
      accountRoleName: props.role.roleName,
      outboundPrivileges: "COPY",
      on: { objectType: "TASK", objectName: task.fullyQualifiedName },
      // Unless the parent role inherits the owner, Terraform can neither read nor revoke what it transfers.
      dependsOn: dependenciesFor(this, inherited),
    });
    if (!schedule.isManual)
      new Execute(this, "Resume", {
        execute: `ALTER TASK ${task.fullyQualifiedName} RESUME`,
        revert: `ALTER TASK ${task.fullyQualifiedName} SUSPEND`,
        dependsOn: dependenciesFor(this, [owner, ...props.grants.dependables]),
      });
    this.taskName = name;
  }
}
